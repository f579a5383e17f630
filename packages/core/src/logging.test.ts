import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capturedLogger } from '../test/captured-logger.ts';
import { seededRandom } from '../test/seeded-random.ts';
import { runs } from '../test/soak.ts';
import { credentialsOf } from './applications/view.ts';
import { redactingLogger } from './logging.ts';
import { generateSecretText } from './secrets/secret-text.ts';

const CLIENT_ID = 'lk.acme.phones.0123456789abcdefABCDEF';
const secret = generateSecretText(seededRandom('logged'), 'lks');
const { oauthCredentials } = credentialsOf(CLIENT_ID, secret);
const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
	.privateKey.export({ format: 'pem', type: 'pkcs8' })
	.toString();
const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
const jwt = `${part({ alg: 'ES256', typ: 'at+jwt' })}.${part({ sub: CLIENT_ID })}.c2lnbmF0dXJl_-c2ln`;

/** Everything that reached the host's logger, as one text. */
function logged(text: string, level: 'debug' | 'info' | 'warn' | 'error' = 'warn'): string {
	const captured = capturedLogger();
	redactingLogger(captured, 'lks')[level]({ error: text, count: 1 }, text);
	expect(captured.lines).toHaveLength(1);
	return JSON.stringify(captured.lines);
}

const leaks: [string, string, string][] = [
	['a secret', secret, secret],
	['a secret cut short', `${secret.slice(0, 20)}…`, secret.slice(4, 20)],
	['a secret within words', `wrong secret "${secret}", try again`, secret],
	['a secret in a URL', `https://host.example/?client_secret=${secret}&x=1`, secret],
	['a secret in JSON', JSON.stringify({ clientSecret: secret }), secret],
	['a secret after another', `${secret},${secret}`, secret],
	['a secret that touches a word', `secret=x${secret}`, secret],
	['OAuth Credentials after their scheme', `Authorization: Basic ${oauthCredentials}`, oauthCredentials],
	['OAuth Credentials, the scheme in small letters', `authorization: basic  ${oauthCredentials}`, oauthCredentials],
	['OAuth Credentials alone', `cannot use ${oauthCredentials}`, oauthCredentials],
	['OAuth Credentials in JSON', JSON.stringify({ oauthCredentials }), oauthCredentials],
	[
		'OAuth Credentials in a URL',
		`https://h.example/?c=${encodeURIComponent(oauthCredentials)}`,
		oauthCredentials.slice(0, -2),
	],
	['a bearer token', `Bearer ${jwt}`, jwt.slice(-18)],
	['an opaque bearer token', 'Bearer 2YotnFZFEjr1zCsicMWpAA', '2YotnFZFEjr1zCsicMWpAA'],
	['a JWT alone', `jwt malformed: ${jwt}`, jwt.slice(-18)],
	['a JWT without a signature', jwt.slice(0, jwt.lastIndexOf('.') + 1), part({ sub: CLIENT_ID })],
	['a private key', `cannot read ${KEY}`, KEY.slice(100, 160)],
	['a private key in JSON', JSON.stringify({ privateKey: KEY }), KEY.slice(100, 160)],
	['a private key cut short', KEY.slice(0, 200), KEY.slice(100, 160)],
	['a password in JSON', JSON.stringify({ password: 'correct horse' }), 'correct horse'],
	['a password in a URL', 'https://h.example/?password=correct-horse&x=1', 'correct-horse'],
	['a passphrase of a file', 'client.p12, passphrase: correct-horse', 'correct-horse'],
	['a JWT in a URL', `https://h.example/?access_token=${jwt}`, jwt.slice(-18)],
];

describe('redactingLogger', () => {
	it.each(leaks)('lets no trace of %s pass, in fields or message', (_, text, leak) => {
		for (const level of ['debug', 'info', 'warn', 'error'] as const) {
			const line = logged(text, level);
			expect(line).not.toContain(leak);
			expect(line.split('[redacted]').length).toBeGreaterThanOrEqual(3);
		}
	});

	it('lets none pass, whatever stands around it', () => {
		const around = fc.string({ maxLength: 10 });
		fc.assert(
			fc.property(around, around, fc.constantFrom(secret, `Basic ${oauthCredentials}`), (before, after, leak) => {
				const random = leak.slice(-30);
				expect(logged(`${before} ${leak}${after}`)).not.toContain(random);
			}),
			runs(300),
		);
	});

	it.each([
		'',
		'an event could not be relayed; it will be tried again',
		`client ${CLIENT_ID} of acme/phones failed from 2001:db8::1`,
		'evt_0123456789abcdefABCDEF sec_0123456789abcdef',
		'database is locked (5): SELECT * FROM applications WHERE client_id = ?',
		'https://login.example/oauth2/token answered 503 at 2026-01-01T00:00:00.000Z',
		'lks_ is what secrets start with',
		'/srv/latchkey/packages/core/src/applications/service.ts:120:14',
		'sha512-B1l9pAN1Kew/PzXKGn4cfTnmYUZ1mdLXR4cyWHSXvRzx2sLUVQsi2aLSa5qgeqKDtCKlnlWtHNrs3J5QU0f9WQ==',
		'Ключ не найден 目录',
	])('leaves ordinary text as it is: %s', (text) => {
		const captured = capturedLogger();
		redactingLogger(captured, 'lks').info({ text }, text);
		expect(captured.lines).toEqual([{ level: 'info', fields: { text }, message: text }]);
	});

	it.each(['eyJ-', 'eyJ.-', 'eyJ.a-', 'Basic ', 'lks_', 'a', 'A/'])('takes no long time over any text: %s', (part) => {
		const logger = redactingLogger(capturedLogger(), 'lks');
		const spentOn = (length: number): number => {
			const before = process.cpuUsage();
			logger.info({}, part.repeat(length / part.length));
			return process.cpuUsage(before).user;
		};
		const least = (length: number): number => Math.min(...[1, 2, 3].map(() => spentOn(length)));
		// A search that starts over in every place takes 16 times as long, and seconds. By the processor's own count: how
		// busy the machine is does not matter.
		expect(least(100_000)).toBeLessThan(8 * least(25_000) + 20_000);
	});

	it('leaves numbers, truth values and absences as they are', () => {
		const captured = capturedLogger();
		const fields = { count: 3, throttled: false, clientId: null, address: undefined };
		redactingLogger(captured, 'lks').error(fields, 'failed');
		expect(captured.lines).toEqual([{ level: 'error', fields, message: 'failed' }]);
	});
});
