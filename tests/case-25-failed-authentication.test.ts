import type { Actor } from '@latchkey/core';
import { memoryThrottle } from '@latchkey/runtime-node';
import { afterEach, describe, expect, it } from 'vitest';
import { type EmbeddedAnswer, type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const PATH = '/v1/domains/main/client-applications';

let host: EmbeddedHost;
afterEach(() => host.close());

/** Behind a proxy that is trusted, so that a test can come from wherever it likes. */
async function start(failuresPerClient: number, failuresPerAddress: number) {
	host = await startEmbeddedHost({
		actors: { admin },
		throttle: memoryThrottle({ failuresPerClient, failuresPerAddress }),
		adapter: { clientAddress: (request) => String(request.headers['x-forwarded-for']) },
	});
	const { json } = await host.call('admin', 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
	return json['credentials'] as { clientId: string; clientSecret: string };
}

function attempt(clientId: string, clientSecret: string, address: string): Promise<EmbeddedAnswer> {
	const body = new URLSearchParams({
		grant_type: 'client_credentials',
		client_id: clientId,
		client_secret: clientSecret,
	});
	const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': address };
	return host.call(undefined, 'POST', '/oauth2/token', { body: body.toString(), headers });
}

describe('case 25: failures from everywhere', () => {
	it('tell nobody which clients there are', async () => {
		const { clientId, clientSecret } = await start(3, 1000);
		const wrong = `${clientSecret.slice(0, -1)}${clientSecret.endsWith('x') ? 'y' : 'x'}`;
		const absent = `lk.acme.main.${'0'.repeat(22)}`;
		const told = async (id: string): Promise<object[]> => {
			const answers = [];
			for (let count = 0; count < 6; count++) {
				const { status, headers, text } = await attempt(id, wrong, `192.0.2.${count}`);
				answers.push({ status, text, challenge: headers.get('www-authenticate') });
			}
			return answers;
		};
		const here = await told(clientId);
		expect(here.map((answer) => 'status' in answer && answer.status)).toEqual([401, 401, 401, 429, 429, 429]);
		expect(await told(absent)).toEqual(here);
	});

	it('are written down with an address of bounded length, whatever the host took for one', async () => {
		const { clientId, clientSecret } = await start(3, 3);
		const invented = 'eyJ-'.repeat(3000);
		expect((await attempt(clientId, 'wrong', invented)).status).toBe(401);
		expect((await attempt(clientId, clientSecret, invented)).status).toBe(200);
		const lines = host.logger.lines.filter(({ message }) => message === 'client authentication failed');
		expect(lines).toHaveLength(1);
		for (const { fields } of lines) expect(String(fields['address']).length).toBeLessThanOrEqual(64);
	});

	it('never lock out the holder of the right secret: neither at the address nor by the client', async () => {
		const { clientId, clientSecret } = await start(3, 3);
		for (let count = 0; count < 20; count++) await attempt(clientId, 'wrong', '2001:db8::1');
		expect((await attempt(clientId, 'wrong', '2001:db8::ffff%eth0')).status).toBe(429);
		expect((await attempt('lk.other', 'wrong', '2001:0DB8:0:0:1::')).status).toBe(429);
		expect((await attempt(clientId, clientSecret, '2001:db8::1')).status).toBe(200);
		expect((await attempt('lk.other', 'wrong', '2001:db8:0:1::1')).status).toBe(401);
	});
});
