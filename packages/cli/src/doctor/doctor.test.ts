import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { addKey, createKeyFile, makeKeyCurrent } from '@latchkey/runtime-node';
import { describe, expect, it } from 'vitest';
import { type Operated, operated } from '../../test/operated.ts';
import type { Check } from './check.ts';
import { clockCheck } from './clock-check.ts';
import { dueWorkCheck } from './due-work-check.ts';
import { keyCheck } from './key-check.ts';
import { outboxCheck } from './outbox-check.ts';

interface Report {
	readonly status: string;
	readonly checks: readonly Check[];
}

async function examined(at: Operated, line: readonly string[] = at.both): Promise<Report & { exitCode: number }> {
	const { exitCode, output } = await at.latchkey(['doctor', ...line, '--json']);
	return { ...(JSON.parse(output) as Report), exitCode };
}

const statuses = ({ checks }: Report): Record<string, string> =>
	Object.fromEntries(checks.map(({ id, status }) => [id, status]));

async function withApplication(): Promise<Operated> {
	const at = await operated();
	await at.result(['applications', 'add', '--customer', 'acme', '--domain', 'phones', '--name', 'EMM']);
	return at;
}

describe('latchkey doctor', () => {
	it('finds nothing wrong where nothing is', async () => {
		const at = await withApplication();
		const report = await examined(at);
		expect(statuses(report)).toEqual({
			schema: 'ok',
			store: 'ok',
			keys: 'ok',
			clock: 'ok',
			outbox: 'ok',
			'due-work': 'ok',
		});
		expect(report).toMatchObject({ status: 'ok', exitCode: 0 });
	});

	it('finds events that nobody relays, and a clock that is behind', async () => {
		const at = await withApplication();
		at.clock.advance(3_600_000);
		expect(statuses(await examined(at))).toMatchObject({ outbox: 'warn', clock: 'ok' });
		at.clock.advance(-2 * 3_600_000);
		const report = await examined(at);
		expect(statuses(report)).toMatchObject({ clock: 'fail' });
		expect(report.exitCode).toBe(3);
	});

	it('finds due work that nobody does', async () => {
		const at = await operated();
		const line = [
			'applications',
			'add',
			'--customer',
			'acme',
			'--domain',
			'phones',
			'--name',
			'EMM',
			'--expires',
			'1d',
		];
		await at.result(line);
		at.clock.advance(86_400_000 + 3_600_000);
		expect(statuses(await examined(at))).toMatchObject({ 'due-work': 'warn' });
	});

	it('finds keys that do not unwrap, by another key of the same name too', async () => {
		const at = await withApplication();
		rmSync(at.keys);
		createKeyFile(at.keys);
		const report = await examined(at);
		expect(statuses(report)).toMatchObject({ keys: 'fail', store: 'ok' });
		expect(report.checks.find(({ id }) => id === 'keys')?.advice).not.toContain('keys rotate');
		expect(report.exitCode).toBe(3);
	});

	it('says that a rekey is not finished', async () => {
		const at = await withApplication();
		await at.latchkey(['rekey', '--new-key', ...at.both]);
		expect(statuses(await examined(at))).toMatchObject({ keys: 'ok' });
		addKey(at.keys, 'k3');
		makeKeyCurrent(at.keys, 'k3');
		expect((await examined(at)).checks.find(({ id }) => id === 'keys')).toMatchObject({
			status: 'warn',
			summary: expect.stringContaining('"k2" wraps 2'),
		});
	});

	it('looks at what it can without keys', async () => {
		const at = await withApplication();
		expect(statuses(await examined(at, at.store))).toMatchObject({ keys: 'skip', store: 'ok' });
	});

	it.each([
		['older', 1, 'latchkey migrate'],
		['newer', 99, 'the latchkey command of that version'],
	])('leaves a store of an %s version as it is', async (_age, version, advice) => {
		const at = await operated();
		const database = new DatabaseSync(at.file);
		database.exec(`PRAGMA user_version = ${version}`);
		const report = await examined(at);
		expect(report).toMatchObject({ exitCode: 3, checks: [{ id: 'schema', status: 'fail' }] });
		expect(report.checks[0]?.advice).toContain(advice);
		expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: version });
		database.close();
	});

	it('makes no store where there is none', async () => {
		const at = await operated();
		rmSync(at.file);
		expect(await examined(at)).toMatchObject({ exitCode: 3, checks: [{ id: 'schema', status: 'fail' }] });
		expect(() => new DatabaseSync(at.file, { readOnly: true })).toThrow('unable to open');
	});
});

describe('each check', () => {
	it.each([
		[0, 'ok'],
		[5000, 'ok'],
		[5001, 'warn'],
		[60_000, 'warn'],
		[60_001, 'fail'],
	])('a record %d ms ahead of the clock: %s', (ahead, status) => {
		expect(clockCheck(1_000_000, 1_000_000 + ahead).status).toBe(status);
	});

	it.each([
		[null, 'ok'],
		[2_000_000, 'ok'],
		[1_000_000 - 300_000, 'ok'],
		[1_000_000 - 300_001, 'warn'],
	])('work due at %s: %s', (nextAt, status) => {
		expect(dueWorkCheck(nextAt, 1_000_000).status).toBe(status);
	});

	it.each([
		[null, 0, 'ok'],
		[60_000, 10, 'ok'],
		[60_001, 10, 'warn'],
		[0, 500, 'fail'],
	])('events that wait for %s ms, %d in one document: %s', (age, most, status) => {
		const oldestAt = age === null ? null : 1_000_000 - age;
		const backlog = { documents: 1, events: most, oldestAt, most, newestAt: oldestAt };
		expect(outboxCheck(backlog, 1_000_000).status).toBe(status);
	});

	it('names a few of many keys that do not unwrap', () => {
		const unreadable = Array.from({ length: 100 }, (_, index) => ({
			what: `key ${index}`,
			signsTokens: index === 99,
			keyEncryptionKeyId: 'k0',
			reason: 'there is no such key',
		}));
		const wrappedBy = [{ keyEncryptionKeyId: 'k0', keys: 700 }];
		const { status, summary, advice } = keyCheck({ wrappedBy, unreadable, unreadableCount: 600 }, 'k1');
		expect(status).toBe('fail');
		expect(summary).toMatch(/^600 of 700 .* key 3, key 4: there is no such key, and 595 more$/);
		expect(advice).toContain('latchkey keys rotate --now');
	});
});
