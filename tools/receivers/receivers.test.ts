import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { needed, WITH_INSTALLATION_MS } from '../foreign/needed.ts';
import { goReceiver, pythonReceiver } from './install.ts';
import { type ReceivedRequest, verdictsOf } from './verdicts.ts';

/** Signed as the specification says, by hand. */
function signed(key: Buffer): ReceivedRequest {
	const body = JSON.stringify({ type: 'thing.happened', timestamp: '2026-01-01T00:00:00Z', data: { name: 'ä' } });
	const [id, timestamp] = ['msg_1', String(Math.floor(Date.now() / 1000))];
	const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
	return {
		secret: `whsec_${key.toString('base64')}`,
		headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
		body,
	};
}

describe.each([
	['PyPI', pythonReceiver],
	['Go', goReceiver],
])('a receiver with the library for %s', (_, install) => {
	it('takes what is signed, and nothing that was changed', { timeout: WITH_INSTALLATION_MS }, async ({ skip }) => {
		const program = await needed(install, skip);
		const good = signed(randomBytes(32));
		const changed = { ...good, body: good.body.replace('happened', 'happenet') };
		const foreign = { ...good, secret: signed(randomBytes(32)).secret };
		expect(await verdictsOf(program, [good, changed, foreign, good])).toEqual([true, false, false, true]);
	});
});
