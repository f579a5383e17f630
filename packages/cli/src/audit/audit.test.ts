import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createLatchkey } from '@latchkey/core';
import { keyFileEncryption, nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { capturedLogger } from '@latchkey/testing';
import { describe, expect, it } from 'vitest';
import { type Operated, operated } from '../../test/operated.ts';

const acme = ['--customer', 'acme', '--domain', 'phones'];

/** What a host did: two domains, each with a few entries. Resolves to the host's public keys, as a file. */
async function host({ file, keys, folder }: Operated): Promise<string> {
	const latchkey = createLatchkey({
		...nodeRuntime(),
		logger: capturedLogger(),
		store: await sqliteStore({ file }),
		keyEncryption: keyFileEncryption(keys),
		privileges: [],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example', algorithm: 'EdDSA' },
		onEvent: () => undefined,
	});
	await latchkey.start();
	const grant = { manage: true, reveal: true, grantable: [] };
	for (const customerId of ['acme', 'globex']) {
		const actor = { userId: 'ada', customerId, domains: { phones: grant } };
		for (const name of ['One', 'Two', 'Three']) await latchkey.applications.add(actor, 'phones', { name });
	}
	await latchkey.background.run('relay');
	const jwks = join(folder, 'jwks.json');
	writeFileSync(jwks, JSON.stringify(await latchkey.publicKeys()));
	await latchkey.close();
	return jwks;
}

function tamper({ file }: Operated, sql: string): void {
	const database = new DatabaseSync(file);
	database.exec(sql);
	database.close();
}

interface Result {
	readonly sound: boolean;
	readonly domains: { readonly customerId: string; readonly firstBad: { readonly sequence: number } | null }[];
}

async function verify(at: Operated, ...more: readonly string[]): Promise<{ exitCode: number } & Result> {
	const { exitCode, output, errors } = await at.latchkey(['audit', 'verify', ...more, '--json']);
	if (output === '') throw new Error(errors);
	return { exitCode, ...(JSON.parse(output) as Result) };
}

describe('latchkey audit', () => {
	it('verifies every domain of a store, and one of them', async () => {
		const at = await operated();
		await host(at);
		const { exitCode, output, errors } = await at.latchkey(['audit', 'verify', ...at.both]);
		expect(output).toBe('sound  acme/phones: 6 entries, up to 6\nsound  globex/phones: 6 entries, up to 6\n');
		expect(errors).toContain('--head');
		expect(exitCode).toBe(0);
		const one = await verify(at, ...at.both, ...acme);
		expect(one.domains).toEqual([
			{ customerId: 'acme', domainId: 'phones', sound: true, entries: 6, lastSequence: 6, firstBad: null, byKey: true },
		]);
	});

	it('makes no signing key of its own', async () => {
		const at = await operated();
		await host(at);
		const store = await sqliteStore({ file: at.file });
		const before = await store.hostKeys.list();
		await at.latchkey(['audit', 'export', ...acme, ...at.both]);
		await at.latchkey(['audit', 'verify', ...at.both]);
		expect(await store.hostKeys.list()).toEqual(before);
		await store.close();
	});

	it.each([
		['an edit', "UPDATE audit_entries SET actor_id = 'bob' WHERE sequence = 3", 3, 'is not what was entered there'],
		['a drop', 'DELETE FROM audit_entries WHERE sequence = 4', 4, 'is missing'],
		['a cut', 'DELETE FROM audit_entries WHERE sequence > 4', 5, 'they were cut off'],
		['the end of all of it', 'DELETE FROM audit_entries', 1, 'they were cut off'],
	])('ends with 3 and names the first bad entry after %s', async (_, sql, sequence, words) => {
		const at = await operated();
		await host(at);
		const head = join(at.folder, 'acme.head');
		writeFileSync(head, (await at.latchkey(['audit', 'export', ...acme, ...at.both, '--head-only'])).output);
		expect((await verify(at, ...at.both, '--head', head)).exitCode).toBe(0);
		tamper(at, `${sql}${sql.includes('WHERE') ? ' AND' : ' WHERE'} customer_id = 'acme'`);
		const result = await verify(at, ...at.both, '--head', head);
		expect(result).toMatchObject({ exitCode: 3, sound: false });
		expect(result.domains.find(({ customerId }) => customerId === 'acme')?.firstBad?.sequence).toBe(sequence);
		const { output } = await at.latchkey(['audit', 'verify', ...at.both, '--head', head]);
		expect(output).toContain(
			`WRONG  acme/phones: entry ${sequence} ${words.startsWith('they') ? '' : words}`.trimEnd(),
		);
		expect(output).toContain(words);
	});

	it('exports into a file of its own that only the public keys are needed to verify', async () => {
		const at = await operated();
		const jwks = await host(at);
		const file = join(at.folder, 'acme.jsonl');
		const exporting = ['audit', 'export', ...acme, ...at.both, '--out', file];
		expect(await at.latchkey(exporting)).toEqual({ exitCode: 0, output: `Wrote 7 lines to ${file}.\n`, errors: '' });
		expect((await at.latchkey(exporting)).exitCode, 'it overwrites nothing').toBe(1);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		const text = readFileSync(file, 'utf8');
		expect((await at.latchkey(['audit', 'export', ...acme, ...at.both])).output).toBe(text);
		const offline = ['--file', file, '--jwks', jwks];
		expect(await verify(at, ...offline)).toMatchObject({ exitCode: 0, domains: [{ entries: 6, byKey: false }] });
		expect(await verify(at, '--file', file, ...at.both)).toMatchObject({ exitCode: 0, domains: [{ byKey: true }] });
		const lines = text.trimEnd().split('\n');
		const edits: [string[], number][] = [
			[lines.toSpliced(2, 1), 3],
			[lines.slice(0, -2), 6],
			[lines.slice(0, -1), 7],
			[lines.toSpliced(4, 1, 'nonsense'), 5],
			[lines.toSpliced(1, 2, lines[2] ?? '', lines[1] ?? ''), 2],
			[lines.map((line) => line.replace('"name":"Two"', '"name":"Harmless"')), 3],
			[lines.toSpliced(-1, 1, (lines.at(-1) ?? '').replace(/.{9}"\}$/, 'AAAAAAAAA"}')), 6],
		];
		for (const [edited, sequence] of edits) {
			writeFileSync(file, `${edited.join('\n')}\n`);
			const result = await verify(at, ...offline);
			expect(result).toMatchObject({ exitCode: 3, domains: [{ firstBad: { sequence } }] });
		}
	});

	it('goes along with a copy of the store, and verifies there', async () => {
		const at = await operated();
		await host(at);
		const kept = join(at.folder, 'kept.jsonl');
		await at.latchkey(['audit', 'export', ...acme, ...at.both, '--out', kept]);
		const to = `sqlite:${join(at.folder, 'to.db')}`;
		expect((await at.latchkey(['copy', '--from', `sqlite:${at.file}`, '--to', to])).exitCode).toBe(0);
		const copied = await verify(at, '--store', to, '--keys', at.keys, '--head', kept);
		expect(copied).toMatchObject({ exitCode: 0, domains: [{ entries: 6 }, { entries: 6 }] });
	});

	it('finds by an earlier export what was cut off and entered anew', async () => {
		const at = await operated();
		await host(at);
		const kept = join(at.folder, 'kept.jsonl');
		await at.latchkey(['audit', 'export', ...acme, ...at.both, '--out', kept]);
		tamper(at, "DELETE FROM audit_entries WHERE sequence > 2 AND customer_id = 'acme'");
		await host(at);
		expect((await verify(at, ...at.both)).exitCode).toBe(0);
		const { exitCode, domains } = await verify(at, ...at.both, '--head', kept);
		expect(exitCode).toBe(3);
		expect(domains.find(({ customerId }) => customerId === 'acme')?.firstBad).toEqual({
			sequence: 6,
			fault: 'other_history',
		});
	});

	it('says what it needs', async () => {
		const at = await operated();
		await host(at);
		const file = join(at.folder, 'not-there');
		const wrong = async (...more: readonly string[]) => {
			const { exitCode, errors } = await at.latchkey(['audit', 'verify', ...more]);
			return `${exitCode} ${errors}`;
		};
		expect(await wrong()).toMatch(/^2 .*--store/s);
		expect(await wrong(...at.store)).toMatch(/^2 .*--keys/s);
		expect(await wrong(...at.both, '--customer', 'acme')).toMatch(/^2 .*go together/s);
		for (const named of [
			['--head', file],
			['--file', file],
			['--file', file, '--jwks', file],
		]) {
			expect(await wrong(...at.both, ...named)).toBe(`2 latchkey: ${file} cannot be read: no such file or directory\n`);
		}
		expect(await wrong(...at.both, '--head', at.keys)).toMatch(/^2 .*does not hold a signed head/s);
		const empty = ['audit', 'export', '--customer', 'acme', '--domain', 'empty', ...at.both, '--head-only'];
		expect((await at.latchkey(empty)).exitCode).toBe(1);
	});

	it('writes the head alone into a file too, where one is named', async () => {
		const at = await operated();
		await host(at);
		const file = join(at.folder, 'acme.head');
		const { output } = await at.latchkey(['audit', 'export', ...acme, ...at.both, '--head-only', '--out', file]);
		expect(output).toBe(`Wrote 1 line to ${file}.\n`);
		expect((await verify(at, ...at.both, '--head', file)).exitCode).toBe(0);
	});
});
