import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../test/soak.ts';
import { type PresentedCredentials, presentedCredentials } from './credentials.ts';

const ID = 'lk.acme.phones.0123456789abcdefABCDEF';
const SECRET = 'lks_0123456789abcdefghijklmnopqrstuvwxyzAB';

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const basic = (text: string | Uint8Array): string => `Basic ${base64(text)}`;

const DOORS = ['strict', 'lenient'] as const;
type Door = (typeof DOORS)[number];

/** The credentials, or the error code in their place. */
function present(
	door: Door,
	authorization: string | undefined,
	form: Record<string, string> = {},
): PresentedCredentials | string {
	try {
		const request = { authorization, parameters: [], address: undefined };
		return presentedCredentials(request, new Map(Object.entries(form)), door === 'lenient');
	} catch (error) {
		if (error instanceof Error && 'error' in error) return String(error.error);
		throw error;
	}
}

const bySecret = (clientId: string, clientSecret: string): PresentedCredentials => ({
	method: 'client_secret',
	clientId,
	clientSecret,
});
const found = bySecret(ID, SECRET);
const inForm = { client_id: ID, client_secret: SECRET };

describe.each(DOORS)('both ways to authenticate (RFC 6749 §2.3.1), %s', (door) => {
	it.each([
		['Basic', basic(`${ID}:${SECRET}`), {}],
		['the scheme in any case', `bAsIc ${base64(`${ID}:${SECRET}`)}`, {}],
		['more than one space', `Basic   ${base64(`${ID}:${SECRET}`)}`, {}],
		['Basic, and the same client_id in the form', basic(`${ID}:${SECRET}`), { client_id: ID }],
		['the form', undefined, inForm],
		['Basic, form-encoded', basic(`${encodeURIComponent(ID)}:${encodeURIComponent(SECRET)}`), {}],
		['Basic, every character encoded', basic(`${percent(ID)}:${percent(SECRET)}`), {}],
	])('%s', (_, authorization, form) => {
		expect(present(door, authorization, form)).toEqual(found);
	});

	it.each([
		['no authentication', undefined, {}, 'invalid_client'],
		['an id alone', undefined, { client_id: ID }, 'invalid_client'],
		['a secret alone', undefined, { client_secret: SECRET }, 'invalid_client'],
		['an empty header', '', inForm, 'invalid_client'],
		['another scheme', `Bearer ${SECRET}`, inForm, 'invalid_client'],
		['no credentials', 'Basic', {}, 'invalid_client'],
		['only a space', 'Basic ', {}, 'invalid_client'],
		['two values', `${basic(`${ID}:${SECRET}`)} more`, {}, 'invalid_client'],
		['two headers, joined', `${basic(`${ID}:${SECRET}`)}, ${basic('a:b')}`, {}, 'invalid_client'],
		['no colon', basic(ID), {}, 'invalid_client'],
		['no id', basic(`:${SECRET}`), {}, 'invalid_client'],
		['no secret', basic(`${ID}:`), {}, 'invalid_client'],
		['a colon only', basic(':'), {}, 'invalid_client'],
		['characters that are not base64', 'Basic !!!!', {}, 'invalid_client'],
		['base64 with a hole', `Basic ${base64(`${ID}:${SECRET}`).replace(/.{4}/, '$&=')}`, {}, 'invalid_client'],
		['NUL in the secret', basic(`${ID}:${SECRET}\0`), {}, 'invalid_client'],
		['NUL in the secret, encoded', basic(`${ID}:${SECRET}%00`), {}, 'invalid_client'],
		['a line break', basic(`${ID}:${SECRET}\n`), {}, 'invalid_client'],
		['UTF-8', basic(`${ID}:sécret`), {}, 'invalid_client'],
		['UTF-8, encoded', basic(`${ID}:s%C3%A9cret`), {}, 'invalid_client'],
		['Latin-1', basic(Buffer.from(`${ID}:sécret`, 'latin1')), {}, 'invalid_client'],
		['bytes that are no UTF-8', basic(Buffer.from([0x61, 0x3a, 0xff, 0xfe])), {}, 'invalid_client'],
		['an id too long', basic(`${'a'.repeat(1025)}:${SECRET}`), {}, 'invalid_client'],
		['a secret too long', basic(`${ID}:${'a'.repeat(1025)}`), {}, 'invalid_client'],
		['a secret too long in the form', undefined, { ...inForm, client_secret: 'a'.repeat(1025) }, 'invalid_client'],
		['NUL in the form', undefined, { ...inForm, client_secret: `${SECRET}\0` }, 'invalid_client'],
		['UTF-8 in the form', undefined, { ...inForm, client_secret: 'sécret' }, 'invalid_client'],
		['another secret in the form', basic(`${ID}:${SECRET}`), { client_secret: 'other' }, 'invalid_request'],
		['another client in the form', basic(`${ID}:${SECRET}`), { client_id: 'other' }, 'invalid_request'],
		[
			'another pair in the form',
			basic(`${ID}:${SECRET}`),
			{ client_id: 'other', client_secret: SECRET },
			'invalid_request',
		],
	])('refuses %s', (_, authorization, form, code) => {
		expect(present(door, authorization, form)).toBe(code);
	});

	it.each([
		['a colon in the secret', 'id:se:cr:et', bySecret('id', 'se:cr:et')],
		['an encoded colon in the id', 'i%3Ad:secret', bySecret('i:d', 'secret')],
		['a plus that nobody encoded', 'id:a+b', bySecret('id', 'a+b')],
		['a plus that stands for a space', 'id:a+b%21', bySecret('id', 'a b!')],
		['an encoded plus', 'id:a%2Bb', bySecret('id', 'a+b')],
		['a percent sign that nobody encoded', 'id:100%', bySecret('id', '100%')],
		['half an escape', 'id:a%2', bySecret('id', 'a%2')],
		['an escape that is no UTF-8', 'id:a%ff', bySecret('id', 'a%ff')],
		['an id that was encoded and a secret that was not', 'i%2Ed:a%', bySecret('i.d', 'a%')],
		['what is encoded twice, decoded once', 'id:a%2525', bySecret('id', 'a%25')],
		['the longest', `id:${'a'.repeat(1024)}`, bySecret('id', 'a'.repeat(1024))],
	])('reads %s', (_, text, credentials) => {
		expect(present(door, basic(text))).toEqual(credentials);
	});

	it('takes the form as it was decoded, and decodes it no second time', () => {
		const form = { client_id: 'i%2Ed', client_secret: 'a%2Bb+c' };
		expect(present(door, undefined, form)).toEqual(bySecret('i%2Ed', 'a%2Bb+c'));
	});
});

describe('what only the lenient door takes', () => {
	const noPadding = Buffer.from(`${ID}:${SECRET}`).toString('base64').replaceAll('=', '');
	// Bytes whose base64 has both characters in which the two alphabets differ.
	const urlSafe = Buffer.from('id:~~~???>>>').toString('base64url');

	it.each([
		['the form repeats both', basic(`${ID}:${SECRET}`), inForm, 'invalid_request', found],
		['the form repeats the secret', basic(`${ID}:${SECRET}`), { client_secret: SECRET }, 'invalid_request', found],
		['no padding', `Basic ${noPadding}`, {}, 'invalid_client', found],
		['the URL-safe alphabet', `Basic ${urlSafe}`, {}, 'invalid_client', bySecret('id', '~~~???>>>')],
		['space around the header', ` ${basic(`${ID}:${SECRET}`)} `, {}, 'invalid_client', found],
	])('%s', (_, authorization, form, strictly, leniently) => {
		expect(noPadding.length % 4).not.toBe(0);
		expect(urlSafe).toMatch(/[-_]/);
		expect(present('strict', authorization, form)).toBe(strictly);
		expect(present('lenient', authorization, form)).toEqual(leniently);
	});
});

describe.each(DOORS)('any request at all, %s', (door) => {
	const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(ID, SECRET));
	const header = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.tuple(text, text).map(([id, secret]) => basic(`${id}:${secret}`)),
		fc.tuple(fc.constantFrom('Basic', 'basic', 'Bearer', ''), fc.base64String()).map((parts) => parts.join(' ')),
		fc.uint8Array().map(basic),
		fc.constant(undefined),
	);
	const form = fc.dictionary(fc.constantFrom('client_id', 'client_secret', 'scope'), text);

	it('is answered by credentials of visible ASCII, or by an error of RFC 6749 §5.2', () => {
		fc.assert(
			fc.property(header, form, (authorization, parameters) => {
				const presented = present(door, authorization, parameters);
				if (typeof presented === 'string') {
					expect(['invalid_client', 'invalid_request']).toContain(presented);
					return;
				}
				for (const value of Object.values(presented)) expect(value).toMatch(/^[\x20-\x7e]{1,1024}$/);
			}),
			runs(1000),
		);
	});

	it('is read alike whether its values were encoded or not, where they are made of what ours are', () => {
		const unreserved = fc.stringMatching(/^[A-Za-z0-9._~-]{1,50}$/);
		fc.assert(
			fc.property(unreserved, unreserved, (clientId, clientSecret) => {
				expect(present(door, basic(`${clientId}:${clientSecret}`))).toEqual(bySecret(clientId, clientSecret));
				const encoded = basic(`${percent(clientId)}:${percent(clientSecret)}`);
				expect(present(door, encoded)).toEqual(bySecret(clientId, clientSecret));
			}),
			runs(300),
		);
	});
});

/** Encodes every character, as RFC 3986 §2.1 lets a client do. */
function percent(text: string): string {
	return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
