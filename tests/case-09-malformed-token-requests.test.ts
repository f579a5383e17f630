import { request as httpRequest } from 'node:http';
import { memoryThrottle } from '@latchkey/runtime-node';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credentials, startHost, type TestHost } from './support/host.ts';
import { runs } from './support/soak.ts';

interface RawAnswer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: { readonly error?: string; readonly access_token?: string };
}

let host: TestHost;
let credentials: Credentials;
beforeAll(async () => {
	const throttle = memoryThrottle({ failuresPerClient: 1_000_000, failuresPerAddress: 1_000_000 });
	host = await startHost({ ports: { throttle } });
	credentials = await host.add('super@acme', 'acme-phones');
});
afterAll(() => host.close());

/** Sends bytes as they are: fetch would mend or refuse what is tested here. */
function send(
	path: string,
	headers: Record<string, string | string[]>,
	body: string | Buffer = '',
): Promise<RawAnswer> {
	return new Promise((resolve, reject) => {
		const { port } = new URL(host.baseUrl);
		const options = { port, host: '127.0.0.1', path, method: 'POST', headers, agent: false };
		const outgoing = httpRequest(options, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => {
				const text = Buffer.concat(chunks).toString('utf8');
				const body = text === '' ? {} : (JSON.parse(text) as RawAnswer['body']);
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
			});
		});
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const strict = (authorization: string | undefined, body: string | Buffer, headers = {}) =>
	send('/oauth2/token', { ...FORM, ...(authorization === undefined ? {} : { authorization }), ...headers }, body);

const GRANT = 'grant_type=client_credentials';

describe('case 9: malformed token requests get the exact answer of RFC 6749', () => {
	const basic = (): string => `Basic ${credentials.oauthCredentials}`;
	const { id, secret } = { id: () => credentials.clientId, secret: () => credentials.clientSecret };

	it.each<[string, () => Promise<RawAnswer>, number, string]>([
		['no grant_type', () => strict(basic(), ''), 400, 'invalid_request'],
		['an empty grant_type', () => strict(basic(), 'grant_type='), 400, 'invalid_request'],
		['another grant_type', () => strict(basic(), 'grant_type=password'), 400, 'unsupported_grant_type'],
		['grant_type twice', () => strict(basic(), `${GRANT}&${GRANT}`), 400, 'invalid_request'],
		['an unknown parameter twice', () => strict(basic(), `${GRANT}&x=1&x=2`), 400, 'invalid_request'],
		['scope twice', () => strict(basic(), `${GRANT}&scope=a&scope=b`), 400, 'invalid_request'],
		[
			'two methods of authentication',
			() => strict(basic(), `${GRANT}&client_secret=${secret()}`),
			400,
			'invalid_request',
		],
		['another client_id beside Basic', () => strict(basic(), `${GRANT}&client_id=other`), 400, 'invalid_request'],
		['no credentials', () => strict(undefined, GRANT), 401, 'invalid_client'],
		['a client_id without a secret', () => strict(undefined, `${GRANT}&client_id=${id()}`), 401, 'invalid_client'],
		[
			'credentials in the query',
			() => send(`/oauth2/token?client_id=${id()}&client_secret=${secret()}`, FORM, GRANT),
			401,
			'invalid_client',
		],
		['another scheme', () => strict('Digest username="x"', GRANT), 401, 'invalid_client'],
		['a scheme without credentials', () => strict('Basic', GRANT), 401, 'invalid_client'],
		['base64 with foreign characters', () => strict('Basic ab$d', GRANT), 401, 'invalid_client'],
		[
			'base64 without padding',
			() => strict(`Basic ${base64('a:b').replace(/=+$/, '')}x`, GRANT),
			401,
			'invalid_client',
		],
		['base64 without a colon', () => strict(`Basic ${base64('nocolon')}`, GRANT), 401, 'invalid_client'],
		['NUL in the secret', () => strict(`Basic ${base64(`${id()}:a\0b`)}`, GRANT), 401, 'invalid_client'],
		[
			'bytes that are not UTF-8',
			() => strict(`Basic ${base64(Buffer.from([0xff, 0x3a, 0xfe]))}`, GRANT),
			401,
			'invalid_client',
		],
		[
			'a wrong secret',
			() => strict(`Basic ${base64(`${id()}:${secret().slice(0, -1)}${secret().endsWith('x') ? 'y' : 'x'}`)}`, GRANT),
			401,
			'invalid_client',
		],
		['a colon in the secret', () => strict(`Basic ${base64(`${id()}:a:b`)}`, GRANT), 401, 'invalid_client'],
		[
			'a percent sign that decodes to nothing',
			() => strict(`Basic ${base64(`${id()}:%zz`)}`, GRANT),
			401,
			'invalid_client',
		],
		[
			'a form that is not UTF-8',
			() => strict(basic(), Buffer.from([...Buffer.from(`${GRANT}&x=`), 0xff])),
			400,
			'invalid_request',
		],
		['percent-encoding that is not UTF-8', () => strict(basic(), `${GRANT}&x=%ff`), 400, 'invalid_request'],
		[
			'JSON in place of a form',
			() =>
				send(
					'/oauth2/token',
					{ authorization: basic(), 'content-type': 'application/json' },
					'{"grant_type":"client_credentials"}',
				),
			400,
			'invalid_request',
		],
		[
			'JSON that says it is a form',
			() => strict(basic(), '{"grant_type":"client_credentials"}'),
			400,
			'invalid_request',
		],
		['no content type', () => send('/oauth2/token', { authorization: basic() }, GRANT), 400, 'invalid_request'],
		['a scope that it does not have', () => strict(basic(), `${GRANT}&scope=devices:write`), 400, 'invalid_scope'],
		['a scope of spaces', () => strict(basic(), `${GRANT}&scope=%20%20`), 400, 'invalid_scope'],
		['a scope that is partly its own', () => strict(basic(), `${GRANT}&scope=devices:read+nope`), 400, 'invalid_scope'],
		[
			'too many parameters',
			() => strict(basic(), `${GRANT}&${Array.from({ length: 40 }, (_, n) => `p${n}=1`).join('&')}`),
			400,
			'invalid_request',
		],
	])('%s', async (_what, request, status, error) => {
		const answer = await request();
		expect({ status: answer.status, error: answer.body.error }).toEqual({ status, error });
		expect(answer.headers['cache-control']).toBe('no-store');
		if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Basic realm=/);
		else expect(answer.headers['www-authenticate']).toBeUndefined();
	});

	it('a method other than POST is 405 with Allow', async () => {
		const answer = await host.request('GET', '/oauth2/token');
		expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
	});

	it('a form that is too large is 413, whether it says its length or not, and headers of 1 MB are refused', async () => {
		const large = `${GRANT}&x=${'a'.repeat(20_000)}`;
		expect((await strict(basic(), large)).status).toBe(413);
		expect((await strict(basic(), large, { 'transfer-encoding': 'chunked' })).status).toBe(413);
		const headers = { 'x-large': 'a'.repeat(1_000_000) };
		const refused = await fetch(`${host.baseUrl}/oauth2/token`, { method: 'POST', headers }).then(
			({ status }) => status,
			() => 431,
		);
		expect(refused).toBe(431);
		expect((await strict(basic(), GRANT)).status).toBe(200);
	});

	it('credentials that are form-encoded before base64, and such that are not, both work', async () => {
		const encoded = (text: string): string =>
			[...text].map((character) => `%${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`).join('');
		expect((await strict(`Basic ${base64(`${encoded(id())}:${encoded(secret())}`)}`, GRANT)).status).toBe(200);
		expect((await strict(`basic  ${base64(`${id()}:${secret()}`)}`, GRANT)).status).toBe(200);
		expect((await strict(undefined, `${GRANT}&client_id=${id()}&client_secret=${secret()}`)).status).toBe(200);
	});

	it('tells a typing error from a wrong secret', async () => {
		const typo = await strict(`Basic ${base64(`${id()}:${secret().slice(0, -1)}`)}`, GRANT);
		expect(typo.body).toMatchObject({ error_description: expect.stringContaining('checksum') });
		const other = await host.add('super@acme', 'acme-phones');
		const wrong = await strict(`Basic ${base64(`${id()}:${other.clientSecret}`)}`, GRANT);
		expect(wrong.body).toMatchObject({ error_description: 'the client credentials are wrong' });
	});

	it('any bytes in any place: never a 5xx, never a token, always one of the codes', async () => {
		const codes = [
			'invalid_request',
			'invalid_client',
			'unsupported_grant_type',
			'invalid_scope',
			'unauthorized_client',
		];
		const header = fc.stringMatching(/^[\x21-\x7e][\x20-\x7e\xa0-\xff]{0,80}$/);
		const authorization = fc.oneof(
			header,
			fc.uint8Array({ maxLength: 100 }).map((bytes) => `Basic ${base64(Buffer.from(bytes))}`),
			fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `Basic ${base64(`${id()}:${text}`)}`),
			fc.constant(basic()),
		);
		const type = fc.oneof(
			fc.constant(FORM['content-type']),
			fc.constantFrom('application/json', 'text/plain', 'multipart/form-data'),
		);
		const part = fc.tuple(
			fc.constantFrom('grant_type', 'scope', 'client_id', 'client_secret', '__proto__', 'a[]'),
			fc.string(),
		);
		const body = fc.oneof(
			fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
			fc
				.array(part, { maxLength: 6 })
				.map((parts) => Buffer.from(parts.map(([name, value]) => `${name}=${value}`).join('&'))),
		);
		await fc.assert(
			fc.asyncProperty(authorization, type, body, async (sent, contentType, bytes) => {
				const answer = await send('/oauth2/token', { authorization: sent, 'content-type': contentType }, bytes);
				expect([400, 401]).toContain(answer.status);
				expect(codes).toContain(answer.body.error);
				expect(answer.headers['www-authenticate'] !== undefined).toBe(answer.status === 401);
			}),
			{ numRuns: runs(2000, 1) },
		);
	});
});

describe('the lenient door', () => {
	const lenient = (headers: Record<string, string>, body = '') => send('/v1/oauth2/tokens', headers, body);
	const basic = (): string => `Basic ${credentials.oauthCredentials}`;

	it.each<[string, () => Promise<RawAnswer>]>([
		['no body and no content type', () => lenient({ authorization: basic() })],
		[
			'JSON named as the content type, and no body',
			() => lenient({ authorization: basic(), 'content-type': 'application/json' }),
		],
		['base64 without padding', () => lenient({ authorization: basic().replace(/=+$/, '') })],
		[
			'the credentials in the form, too',
			() =>
				lenient(
					{ authorization: basic(), ...FORM },
					`client_id=${credentials.clientId}&client_secret=${credentials.clientSecret}`,
				),
		],
		['a form without a content type', () => lenient({ authorization: basic() }, GRANT)],
	])('takes %s', async (_what, request) => {
		const answer = await request();
		expect(answer.status).toBe(200);
		expect(answer.body.access_token).toMatch(/^eyJ/);
	});

	it.each<[string, () => Promise<RawAnswer>, number]>([
		['no credentials', () => lenient(FORM), 401],
		['wrong credentials', () => lenient({ authorization: `Basic ${base64('a:b')}` }), 401],
		['other credentials in the form', () => lenient({ authorization: basic(), ...FORM }, 'client_secret=other'), 400],
		['another grant_type', () => lenient({ authorization: basic(), ...FORM }, 'grant_type=password'), 400],
	])('still refuses %s', async (_what, request, status) => {
		expect((await request()).status).toBe(status);
	});
});
