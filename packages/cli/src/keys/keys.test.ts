import { readFileSync } from 'node:fs';
import { addKey, createKeyFile, makeKeyCurrent, readKeyFile } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { describe, expect, it } from 'vitest';
import { withCertificate } from '../../test/as-host.ts';
import { type Operated, operated } from '../../test/operated.ts';
import { nextKeyId } from './key-ids.ts';

interface ListedKeys {
	readonly keys: readonly { keyId: string; current: boolean; inFile: boolean; wraps: number }[];
}

async function withApplication(): Promise<Operated> {
	const at = await operated();
	await at.result(['applications', 'add', '--customer', 'acme', '--domain', 'phones', '--name', 'EMM']);
	return at;
}

const wraps = async (at: Operated): Promise<Record<string, number>> =>
	Object.fromEntries((await at.result<ListedKeys>(['keys', 'list'])).keys.map(({ keyId, wraps }) => [keyId, wraps]));

describe('latchkey rekey', () => {
	it('makes a new key, wraps everything by it, and says when the old one may go', async () => {
		const at = await withApplication();
		const ran = await at.latchkey(['rekey', '--new-key', ...at.both]);
		expect(ran).toMatchObject({ exitCode: 0, output: expect.stringContaining('An earlier key may be destroyed') });
		expect(await wraps(at)).toEqual({ k1: 0, k2: 2 });
		expect(await at.latchkey(['keys', 'remove', 'k2', '--yes', ...at.both])).toMatchObject({ exitCode: 1 });
		expect(await at.latchkey(['keys', 'remove', 'k1', '--yes', ...at.both])).toMatchObject({ exitCode: 0 });
		expect(await wraps(at)).toEqual({ k2: 2 });
		const { clientId } = (
			await at.result<{ credentials: { clientId: string } }>([
				...['applications', 'add', '--customer', 'acme', '--domain', 'phones', '--name', 'EMM'],
			])
		).credentials;
		expect(clientId).toMatch(/^lk\./);
	});

	it('counts the keys of certificate authorities in how far it is', async () => {
		const at = await operated();
		const phones = { customerId: 'acme', domainId: 'phones' };
		const { credentials } = await at.result<{ credentials: { clientId: string } }>([
			...['applications', 'add', '--customer', 'acme', '--domain', 'phones', '--name', 'EMM'],
		]);
		await withCertificate(at, phones, credentials.clientId);
		const store = await sqliteStore({ file: at.file });
		const keys = (await store.hostKeys.list()).length + (await store.certificateAuthorities.list('acme')).length;
		await store.close();
		const { errors } = await at.latchkey(['rekey', '--new-key', ...at.both]);
		expect(errors).toContain(`Wrapping by "k2": ${keys + 1} of ${keys + 1}\n`);
	});

	it('goes on where it was cut short, and begins nothing new before that', async () => {
		const at = await withApplication();
		addKey(at.keys, 'k2');
		await at.result(['rekey', '--to', 'k2']);
		await at.result(['applications', 'add', '--customer', 'acme', '--domain', 'laptops', '--name', 'EMM']);
		await at.result(['rekey', '--to', 'k1']);
		// As a run that ended when it had written the key file.
		makeKeyCurrent(at.keys, 'k2');
		const another = await at.latchkey(['rekey', '--new-key', ...at.both]);
		expect(another).toMatchObject({ exitCode: 1, errors: expect.stringContaining('latchkey rekey') });
		expect(Object.keys(readKeyFile(at.keys).keys)).toEqual(['k1', 'k2']);
		expect(await at.result(['rekey'])).toMatchObject({ currentKeyId: 'k2', rewrapped: 3 });
		expect(await at.result(['rekey'])).toMatchObject({ currentKeyId: 'k2', rewrapped: 0 });
	});

	it('changes nothing where a key is missing', async () => {
		const at = await withApplication();
		const other = `${at.keys}.other`;
		createKeyFile(other);
		const before = readFileSync(other, 'utf8');
		const ran = await at.latchkey(['rekey', '--new-key', ...at.store, '--keys', other]);
		expect(ran).toMatchObject({ exitCode: 1, errors: expect.stringContaining('nothing was changed') });
		expect(readFileSync(other, 'utf8')).toBe(before);
	});

	it('says so where the file has another key of that name', async () => {
		const at = await withApplication();
		const other = `${at.keys}.other`;
		createKeyFile(other);
		const listed = await at.latchkey(['keys', 'list', ...at.store, '--keys', other]);
		expect(listed).toMatchObject({ exitCode: 0, output: expect.stringContaining('does not open what it wraps') });
		const { output } = await at.latchkey(['keys', 'list', ...at.store, '--keys', other, '--json']);
		expect(JSON.parse(output)).toEqual({
			keys: [{ keyId: 'k1', current: true, inFile: true, wraps: 2, opens: false }],
		});
		const add = ['applications', 'add', '--customer', 'acme', '--domain', 'phones', '--name', 'EMM'];
		const added = await at.latchkey([...add, ...at.store, '--keys', other]);
		expect(added).toMatchObject({ exitCode: 1, output: '', errors: expect.stringContaining('another of that name') });
	});

	it('removes no key that is not in the file, and does not say that it does', async () => {
		const at = await operated();
		const ran = await at.latchkey(['keys', 'remove', 'k9', '--yes', ...at.both]);
		expect(ran).toMatchObject({ exitCode: 1, errors: expect.stringContaining('has no key "k9"\n') });
		expect(ran.errors).not.toContain('destroys');
	});

	it('never shows a key', async () => {
		const at = await withApplication();
		const said: string[] = [];
		for (const line of [
			['keys', 'add', '--keys', at.keys],
			['rekey', '--to', 'k2', ...at.both],
			['keys', 'list', ...at.both],
		]) {
			const { exitCode, output, errors } = await at.latchkey(line);
			expect(exitCode).toBe(0);
			said.push(output, errors);
		}
		const { keys } = JSON.parse(readFileSync(at.keys, 'utf8')) as { keys: Record<string, string> };
		expect(Object.keys(keys)).toEqual(['k1', 'k2']);
		for (const key of Object.values(keys)) expect(said.join('')).not.toContain(key);
	});

	it('does not wrap by a key that the file does not have', async () => {
		const at = await withApplication();
		const ran = await at.latchkey(['rekey', '--to', 'k9', ...at.both]);
		expect(ran).toMatchObject({ exitCode: 1, errors: expect.stringContaining('no key "k9"') });
		expect(await at.latchkey(['rekey', '--to', 'k1', '--new-key', ...at.both])).toMatchObject({ exitCode: 2 });
		expect(await wraps(at)).toEqual({ k1: 2 });
	});
});

it.each([
	[[], 'k1'],
	[['k1'], 'k2'],
	[['k1', 'k9', 'old'], 'k10'],
	[['2026'], 'k1'],
])('after %j comes %s', (taken, next) => {
	expect(nextKeyId(taken)).toBe(next);
});
