import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/seeded-random.ts';
import { runs } from '../../test/soak.ts';
import { SECRET_PASTED } from '../leaks/found-secrets.ts';
import { endpointUrlSchema } from '../notifications/fields.ts';
import { generateSecretText } from '../secrets/secret-text.ts';
import {
	descriptionSchema,
	idempotencyKeySchema,
	nameSchema,
	ownerIdSchema,
	privilegeSchema,
	privilegesSchema,
	userIdSchema,
} from './fields.ts';

const named = (text: unknown) => nameSchema.safeParse(text);
const described = (text: unknown) => descriptionSchema.safeParse(text);

describe('a name', () => {
	it.each([
		['outer white space goes', ' \t\u00a0Inventory \n', 'Inventory'],
		['inner space stays', 'My  app', 'My  app'],
		['accents are composed (NFC)', 'Cafe\u0301', 'Café'],
		['one letter is enough', 'x', 'x'],
		['100 characters', 'n'.repeat(100), 'n'.repeat(100)],
		['100 characters outside the first plane', '😀'.repeat(100), '😀'.repeat(100)],
		['100 characters that composing makes of 200', 'e\u0301'.repeat(100), 'é'.repeat(100)],
		['a joiner within an emoji', '👩\u200d💻 tools', '👩\u200d💻 tools'],
		['other scripts', 'تطبيق 目录 приложение', 'تطبيق 目录 приложение'],
		['what looks like markup', '<b>&amp;', '<b>&amp;'],
		['what looks like an operator', '$where', '$where'],
	])('%s', (_, given, kept) => {
		expect(nameSchema.parse(given)).toBe(kept);
	});

	it.each([
		['nothing', ''],
		['white space only', ' \u3000\n'],
		['101 characters', 'n'.repeat(101)],
		['101 characters outside the first plane', '😀'.repeat(101)],
		['NUL', 'a\0b'],
		['a line break', 'a\nb'],
		['a carriage return', 'a\rb'],
		['a tab', 'a\tb'],
		['escape', 'a\u001b[31mb'],
		['delete', 'a\u007fb'],
		['a control character of the second block', 'a\u0085b'],
		['a line separator', 'a\u2028b'],
		['a paragraph separator', 'a\u2029b'],
		['a right-to-left override', 'a\u202eb'],
		['a left-to-right embedding', 'a\u202ab'],
		['an isolate', 'a\u2066b\u2069'],
		['a high surrogate alone', 'a\ud83d'],
		['a low surrogate alone', '\ude00a'],
		['surrogates in the wrong order', '\ude00\ud83d'],
		['a number', 7],
		['null', null],
		['a list', ['name']],
		['an object', { $ne: '' }],
	])('may not be or hold %s', (_, given) => {
		expect(named(given).success).toBe(false);
	});

	it('that was taken once is taken again as it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
				const { success, data } = named(text);
				if (!success) return;
				expect(nameSchema.parse(data)).toBe(data);
				expect(data).toBe(data.normalize('NFC').trim());
				expect([...data].length).toBeLessThanOrEqual(100);
			}),
			runs(500),
		);
	});

	it('holds no control character, wherever one is put', () => {
		const controls = Array.from({ length: 65 }, (_, index) => (index < 32 ? index : 0x7f + index - 32));
		for (const code of controls) expect(named(`a${String.fromCodePoint(code)}b`).success, `U+${code}`).toBe(false);
	});

	it('that is far too long is refused before it is looked at', () => {
		for (const schema of [nameSchema, descriptionSchema]) {
			const { error } = schema.safeParse('\0'.repeat(1_000_000));
			expect(error?.issues.map(({ code }) => code)).toEqual(['too_big']);
		}
	});
});

describe('a description', () => {
	it.each([
		['may be empty', '', ''],
		['may have line breaks and tabs', 'one\n\ttwo', 'one\n\ttwo'],
		['may come with the line breaks of Windows', 'one\r\ntwo', 'one\ntwo'],
		['loses outer white space', '\n one \n', 'one'],
		['is composed (NFC)', 'e\u0301', 'é'],
		['may have 1000 characters outside the first plane', '😀'.repeat(1000), '😀'.repeat(1000)],
	])('%s', (_, given, kept) => {
		expect(descriptionSchema.parse(given)).toBe(kept);
	});

	it.each([
		['1001 characters', 'd'.repeat(1001)],
		['NUL', 'a\0b'],
		['escape', 'a\u001bb'],
		['delete', 'a\u007fb'],
		['a right-to-left override', 'a\u202eb'],
		['an isolate', 'a\u2067b'],
		['a surrogate alone', 'a\ud83d b'],
		['no text', 5],
	])('may not be or hold %s', (_, given) => {
		expect(described(given).success).toBe(false);
	});
});

describe('a secret that was pasted', () => {
	const text = generateSecretText(seededRandom('pasted'), 'lks');
	const credentials = Buffer.from(`lk.acme.main.${'0'.repeat(22)}:${text}`).toString('base64');
	const url = `https://emm.example/?key=${text.replace('_', '%5F')}`;

	it.each([text, `xx${text}yy`, `one ${text} two`, `Basic ${credentials}`, credentials.slice(30), url])(
		'is found wherever it stands: %s',
		(pasted) => {
			expect(described(pasted).error?.issues).toMatchObject([{ message: SECRET_PASTED }]);
			expect(JSON.stringify(described(pasted).error?.issues)).not.toContain(pasted);
		},
	);

	it('is one of whatever prefix', () => {
		for (const prefix of ['a', 'acme', 'a'.repeat(16)]) {
			expect(named(`x${generateSecretText(seededRandom(prefix), prefix)}`).success, prefix).toBe(false);
		}
	});

	it('is told from what only looks like one, by its checksum', () => {
		expect(named(`lks_${'0'.repeat(38)}`).success).toBe(true);
		expect(named(`${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`).success).toBe(true);
		expect(
			described(Buffer.from('a long text of nobody, as base64, that says nothing').toString('base64')).success,
		).toBe(true);
	});

	it('is no owner either, and nothing that an endpoint is reached by', () => {
		expect(ownerIdSchema.safeParse(text).success).toBe(false);
		expect(endpointUrlSchema.safeParse(url).success).toBe(false);
		expect(endpointUrlSchema.safeParse('https://emm.example/?key=lks_').success).toBe(true);
	});
});

describe('tokens of text', () => {
	it.each([
		['a user id', userIdSchema, ['u', 'auth0|5f:7', 'u'.repeat(128)], ['', 'a b', 'é', 'u'.repeat(129), 'u\n', 7]],
		[
			'a privilege',
			privilegeSchema,
			['devices:read', 'a/b~c!', 'p'.repeat(64)],
			['', 'a b', 'a"b', 'a\\b', 'p'.repeat(65), 'é', 'p\n'],
		],
		[
			'an Idempotency-Key',
			idempotencyKeySchema,
			['k', '"quoted"', 'k'.repeat(255)],
			['', 'a b', 'k'.repeat(256), 'k\0', 'ключ'],
		],
	])('%s', (_, schema, good, bad) => {
		for (const text of good) expect(schema.safeParse(text).success, text).toBe(true);
		for (const text of bad) expect(schema.safeParse(text).success, String(text)).toBe(false);
	});

	it('privileges are a set: order and repetition say nothing', () => {
		const some = fc.array(fc.constantFrom('a', 'b', 'B', 'c:read', 'c:write', '_'));
		fc.assert(
			fc.property(some, (privileges) => {
				const set = privilegesSchema.parse(privileges);
				expect(new Set(set)).toEqual(new Set(privileges));
				expect(set.length).toBe(new Set(privileges).size);
				expect(privilegesSchema.parse([...privileges, ...privileges].reverse())).toEqual(set);
			}),
			runs(500),
		);
		expect(privilegesSchema.safeParse(Array.from({ length: 201 }, () => 'a')).success).toBe(false);
	});
});
