import { describe, expect, it, vi } from 'vitest';
import { capturedTerminal } from '../../test/captured-terminal.ts';
import { processEnvironment } from '../environment.ts';
import { run } from '../run.ts';
import { mongoKind } from './mongo-kind.ts';

const AT = 'mongodb://one/latchkey';

describe('a URL of MongoDB', () => {
	it.each([
		['mongodb://one:27017/latchkey', true],
		['mongodb://ONE/latchkey?replicaSet=rs0', true],
		['mongodb://ada:secret@one/latchkey', true],
		['mongodb://one/other', false],
		['mongodb://one:27018/latchkey', false],
		['mongodb+srv://one/latchkey', false],
	])('%s is the same store: %s', (url, same) => {
		expect(mongoKind.identity(url) === mongoKind.identity(AT)).toBe(same);
	});

	it('names its servers in any order', () => {
		expect(mongoKind.identity('mongodb://b,a:27017/x')).toBe(mongoKind.identity('mongodb://a,b/x'));
	});

	it.each(['mongodb://one', 'mongodb://one/', 'mongodb://one/?tls=true', 'mongodb://'])(
		'%s, without a database, ends with 2',
		async (url) => {
			const terminal = capturedTerminal();
			const line = ['doctor', '--store', url, '--json'];
			expect(await run(line, { ...processEnvironment(), terminal })).toBe(2);
			expect(terminal.errors()).toContain('mongodb://host');
		},
	);

	it('where nobody answers, ends with 4, without the password that it holds', async () => {
		const terminal = capturedTerminal();
		vi.stubEnv('LATCHKEY_STORE', 'mongodb://ada:pa55word@127.0.0.1:1/latchkey');
		const line = ['applications', 'list', '--customer', 'acme', '--domain', 'phones'];
		expect(await run(line, { ...processEnvironment(), terminal })).toBe(4);
		expect(terminal.errors()).toContain('ECONNREFUSED');
		expect(terminal.errors()).not.toContain('pa55word');
	}, 15_000);
});
