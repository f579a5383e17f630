import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { operated } from '../../test/operated.ts';
import { withoutPasswords } from '../describe-error.ts';
import { sqliteKind } from '../stores/sqlite-kind.ts';
import type { StoreKind } from '../stores/store-kind.ts';
import { namedStore } from '../stores/store-url.ts';
import { durationMs, durationText } from './duration.ts';
import { operatorName } from './operator.ts';

describe('a command line that makes no sense ends with 2, and says what would', () => {
	it.each([
		['an unknown command', ['doctr'], 'Did you mean doctor?'],
		['an unknown subcommand', ['applications', 'lst'], 'Did you mean list?'],
		['an unknown option', ['doctor', '--jsn', '--store', 'sqlite:a'], 'Did you mean --json?'],
		['no command', [], 'Usage: latchkey'],
		['no subcommand', ['applications'], 'Usage: latchkey applications'],
		['a missing option', ['applications', 'list', '--customer', 'acme'], "'--domain <id>' not specified"],
		['a missing store', ['doctor'], 'LATCHKEY_STORE is not set'],
		['a missing argument', ['applications', 'disable', '--store', 'sqlite:a'], 'clientId'],
		['one argument too many', ['doctor', 'now', '--store', 'sqlite:a'], 'too many arguments'],
		['an id that is none', ['remove-customer', 'a b', '--store', 'sqlite:a'], '1 to 64 letters'],
		['a duration that is none', ['applications', 'rotate', 'x', '--overlap', '7'], '90d, 12h'],
		['a store that is no URL', ['doctor', '--store', '/srv/latchkey.db'], 'sqlite:/path/to/latchkey.db'],
		['a store of no kind', ['doctor', '--store', 'redis://h'], '"redis:" names no store'],
		['a store without a place', ['doctor', '--store', 'sqlite:'], 'sqlite:/path/to/latchkey.db'],
		['one store twice', ['copy', '--from', 'sqlite:a', '--to', 'sqlite:a'], 'the same store'],
		['one store twice, by other URLs', ['copy', '--from', 'sqlite:a', '--to', 'sqlite:./a'], 'the same store'],
		['keys without a name', ['rekey', '--keys', '', '--store', 'sqlite:a'], 'LATCHKEY_KEYS'],
	])('%s', async (_what, commandLine, says) => {
		const { latchkey } = await operated();
		const { exitCode, output, errors } = await latchkey(commandLine);
		expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
		expect(errors).toContain(says);
	});

	it('with --json, as JSON', async () => {
		const { latchkey } = await operated();
		const { exitCode, output, errors } = await latchkey(['applications', 'list', '--json']);
		expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
		expect(JSON.parse(errors)).toEqual({
			error: { code: 'usage', message: expect.stringContaining('--customer'), hint: expect.any(String) },
		});
	});

	it('names the keys that are missing, and how to name them', async () => {
		const at = await operated();
		const add = ['applications', 'add', '--customer', 'a', '--domain', 'b', '--name', 'c', ...at.store];
		expect(await at.latchkey(add)).toMatchObject({ exitCode: 2, errors: expect.stringContaining('LATCHKEY_KEYS') });
		const elsewhere = await at.latchkey([...add, '--keys', join(at.folder, 'none.json')]);
		expect(elsewhere).toMatchObject({ exitCode: 1, errors: expect.stringContaining('latchkey keys add') });
	});
});

describe('settings that cannot serve', () => {
	it.each([
		['a prefix', { clientIdPrefix: 'a.b' }, 'clientIdPrefix must match'],
		['a limit', { limit: 1_000_001 }, 'limit'],
		['the limit of no domain', { limits: { acme: 3 } }, 'limits.acme'],
		['a privilege', { privileges: ['a b'] }, 'must be a scope token'],
		['an overlap', { rulesByDefault: { overlapMs: 2000, maxOverlapMs: 1000 } }, 'rulesByDefault: overlapMs'],
	])('%s', async (_what, settings, says) => {
		const at = await operated();
		const file = join(at.folder, 'settings.json');
		writeFileSync(file, JSON.stringify(settings));
		const line = ['applications', 'list', '--customer', 'acme', '--domain', 'phones', '--settings', file, ...at.store];
		const { exitCode, output, errors } = await at.latchkey(line);
		expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
		expect(errors).toContain(says);
	});

	it('nor does a privilege of the command line', async () => {
		const at = await operated();
		const add = ['applications', 'add', '--customer', 'a', '--domain', 'b', '--name', 'c', ...at.both];
		const ran = await at.latchkey([...add, '--privilege', 'a b']);
		expect(ran).toMatchObject({ exitCode: 2, output: '', errors: expect.stringContaining('must be a scope token') });
	});
});

describe('a store that does not serve', () => {
	it('is not made by a mistyped path', async () => {
		const at = await operated();
		const ran = await at.latchkey(['remove-customer', 'acme', '--yes', '--store', `sqlite:${at.folder}/none.db`]);
		expect(ran).toMatchObject({ exitCode: 1, errors: expect.stringContaining('latchkey migrate') });
	});

	it('ends with 4', async () => {
		const at = await operated();
		const file = join(at.folder, 'text.db');
		writeFileSync(file, 'nothing of the kind, and long enough to have a header of a hundred bytes. '.repeat(20));
		const ran = await at.latchkey(['remove-customer', 'acme', '--yes', '--store', `sqlite:${file}`, '--json']);
		expect(ran.exitCode).toBe(4);
		expect(JSON.parse(ran.errors)).toMatchObject({ error: { code: 'store_unavailable' } });
	});

	it('is made by migrate, once', async () => {
		const at = await operated();
		const line = ['migrate', '--store', `sqlite:${at.folder}/new.db`, '--json'];
		expect(JSON.parse((await at.latchkey(line)).output)).toMatchObject({ migrated: true });
		expect(JSON.parse((await at.latchkey(line)).output)).toMatchObject({ migrated: false });
	});
});

describe('a URL', () => {
	const other: StoreKind = { ...sqliteKind, schemes: ['mongodb'], form: 'mongodb://host/database' };
	const kinds = [sqliteKind, other];

	it.each([
		['--store', ['doctor'], 'LATCHKEY_STORE'],
		['--from', ['copy', '--to', 'sqlite:a'], 'LATCHKEY_FROM'],
		['--to', ['copy', '--from', 'sqlite:a'], 'LATCHKEY_TO'],
	])('with a password is not taken from %s, but from the environment', async (option, commandLine, variable) => {
		const at = await operated();
		const url = 'sqlite://ada:pass@host/latchkey.db';
		const refused = await at.latchkey([...commandLine, option, url]);
		expect(refused).toMatchObject({ exitCode: 2, errors: expect.stringContaining(`environment: ${variable}\n`) });
		vi.stubEnv(variable, url);
		expect((await at.latchkey(commandLine)).exitCode).not.toBe(2);
	});

	it('keeps its password to itself', () => {
		const url = 'mongodb://ada:pa%40ss@host/db';
		expect(() => namedStore(url, kinds, 'command line', 'LATCHKEY_STORE')).toThrow('everybody on this machine');
		expect(namedStore(url, kinds, 'environment', 'LATCHKEY_STORE')).toMatchObject({ url, shown: 'mongodb://host/db' });
		expect(namedStore('mongodb://host/db', kinds, 'command line', 'X').kind).toBe(other);
		expect(withoutPasswords(`cannot reach ${url}, (mongodb+srv://a:b@h)`)).toBe(
			'cannot reach mongodb://host/db, (mongodb+srv://h)',
		);
	});
});

it.each([
	['0s', 0],
	['90m', 5_400_000],
	['12h', 43_200_000],
	['7d', 604_800_000],
	['7', undefined],
	['d', undefined],
	['-1d', undefined],
	['1.5h', undefined],
	['1w', undefined],
])('the duration %s is %s ms', (text, ms) => {
	expect(durationMs(text)).toBe(ms);
});

it.each([
	[4000, '4 s'],
	[-119_000, '119 s'],
	[120_000, '2 min'],
	[7_200_000, '2 h'],
	[172_800_000, '2 d'],
])('%d ms are told as %s', (ms, text) => {
	expect(durationText(ms)).toBe(text);
});

it.each([
	['ada', 'ada'],
	['Zoë Müller', 'Zoe_Muller'],
	['ユーザー', '____'],
	['', 'operator'],
	['x'.repeat(200), 'x'.repeat(128)],
])('the user %s is on record as %s', (username, name) => {
	expect(operatorName(username)).toBe(name);
});
