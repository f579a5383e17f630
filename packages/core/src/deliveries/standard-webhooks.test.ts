import { createSecretKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { signingKeyOf, webhookHeaders } from './standard-webhooks.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_999, body: '{"test": 2432232314}' };
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

it('signs as the published example does, by the seconds of the attempt', () => {
	expect(webhookHeaders(MESSAGE, [signingKeyOf(SECRET)])).toEqual({
		'webhook-id': MESSAGE.id,
		'webhook-timestamp': '1614265330',
		'webhook-signature': SIGNATURE,
	});
});

it('signs by every key that it is given, each by itself', () => {
	const other = createSecretKey(Buffer.alloc(32, 7));
	const alone = webhookHeaders(MESSAGE, [other])['webhook-signature'];
	const both = webhookHeaders(MESSAGE, [signingKeyOf(SECRET), other])['webhook-signature'];
	expect(both).toBe(`${SIGNATURE} ${alone}`);
});

it.each(['id', 'body', 'at'] as const)('signs the %s too', (field) => {
	const changed = { ...MESSAGE, [field]: field === 'at' ? MESSAGE.at + 1000 : `${MESSAGE[field]} ` };
	expect(webhookHeaders(changed, [signingKeyOf(SECRET)])['webhook-signature']).not.toBe(SIGNATURE);
});

it.each([
	['no prefix', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
	['another prefix', 'whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
	['23 bytes', `whsec_${Buffer.alloc(23).toString('base64')}`],
	['65 bytes', `whsec_${Buffer.alloc(65).toString('base64')}`],
	['nothing', 'whsec_'],
])('takes a text with %s for no signing secret, and does not repeat it', (_what, text) => {
	expect(() => signingKeyOf(text)).toThrow(/^it is no signing secret$/);
});
