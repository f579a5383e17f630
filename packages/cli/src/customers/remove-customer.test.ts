import type { Store } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { buildAuthority, buildEndpoint } from '@latchkey/testing';
import { describe, expect, it } from 'vitest';
import { type Operated, operated } from '../../test/operated.ts';

async function withApplications(): Promise<Operated> {
	const at = await operated();
	for (const [customer, domain] of [
		['acme', 'phones'],
		['acme', 'phones'],
		['acme', 'laptops'],
		['globex', 'phones'],
	] as const) {
		await at.result(['applications', 'add', '--customer', customer, '--domain', domain, '--name', 'EMM']);
	}
	return at;
}

async function written(at: Operated, write: (store: Store) => Promise<void>): Promise<void> {
	const store = await sqliteStore({ file: at.file });
	await write(store);
	await store.close();
}

async function counts(at: Operated): Promise<number[]> {
	const found: number[] = [];
	for (const [customer, domain] of [
		['acme', 'phones'],
		['acme', 'laptops'],
		['globex', 'phones'],
	] as const) {
		const line = ['applications', 'list', '--customer', customer, '--domain', domain, ...at.store, '--json'];
		found.push((JSON.parse((await at.latchkey(line)).output) as { count: number }).count);
	}
	return found;
}

describe('latchkey remove-customer', () => {
	it('says what it will remove, asks, and removes that alone', async () => {
		const at = await withApplications();
		const refused = await at.latchkey(['remove-customer', 'acme', ...at.store], ['globex']);
		expect(refused.exitCode).toBe(1);
		expect(refused.errors).toContain('phones: 2 client applications');
		expect(refused.errors).toContain('laptops: 1 client application, 0 endpoints\n');
		expect(await counts(at)).toEqual([2, 1, 1]);
		expect(await at.latchkey(['remove-customer', 'acme', ...at.store], ['acme'])).toMatchObject({
			exitCode: 0,
			output: 'Removed customer acme, with 3 client applications.\n',
		});
		expect(await counts(at)).toEqual([0, 0, 1]);
		const again = await at.latchkey(['remove-customer', 'acme', '--yes', '--json', ...at.store]);
		expect(JSON.parse(again.output)).toEqual({ customerId: 'acme', domains: [], removed: 0 });
	});

	it('says what else goes, and what stays', async () => {
		const at = await withApplications();
		await written(at, async ({ certificateAuthorities, endpoints }) => {
			await certificateAuthorities.insert(buildAuthority('acme'));
			await endpoints.insert(buildEndpoint({ customerId: 'acme', domainId: 'phones' }), []);
		});
		const refuse = async (...more: string[]) =>
			(await at.latchkey(['remove-customer', 'acme', ...more, ...at.store], ['no'])).errors;
		const authority = 'the keys of 1 certificate authority of customer acme';
		expect(await refuse()).toContain('phones: 2 client applications, 1 endpoint\n');
		expect(await refuse()).toContain(authority);
		expect(await refuse('--domain', 'phones')).not.toContain('certificate authority');
		await at.latchkey(['remove-customer', 'acme', '--yes', ...at.store]);
		expect(await refuse()).toContain('Nothing is left here to remove');
		// A removal that was cut short before it came to these.
		await written(at, async ({ certificateAuthorities, endpoints }) => {
			await certificateAuthorities.insert(buildAuthority('acme'));
			await endpoints.insert(buildEndpoint({ customerId: 'acme', domainId: 'laptops' }), []);
		});
		expect(await refuse()).toContain(authority);
		expect(await refuse()).toContain('laptops: 0 client applications, 1 endpoint\n');
		expect(await refuse()).not.toContain('Nothing is left');
	});

	it('removes no domain that never was', async () => {
		const at = await withApplications();
		const line = ['remove-customer', 'acme', '--domain', 'phnes', '--yes', ...at.store];
		expect(await at.latchkey(line)).toMatchObject({ exitCode: 1, errors: expect.stringContaining('no domain phnes') });
	});

	it('removes one domain, without a question where it is told so', async () => {
		const at = await withApplications();
		const line = ['remove-customer', 'acme', '--domain', 'phones', ...at.store];
		expect(await at.latchkey(line)).toMatchObject({ exitCode: 2 });
		const ran = await at.latchkey([...line, '--yes', '--json']);
		expect(JSON.parse(ran.output)).toEqual({ customerId: 'acme', domains: ['phones'], removed: 2 });
		expect(await counts(at)).toEqual([0, 1, 1]);
		const added = await at.latchkey([
			...['applications', 'add', '--customer', 'acme', '--domain', 'phones', '--name', 'EMM'],
			...at.both,
		]);
		expect(added).toMatchObject({ exitCode: 1, errors: expect.stringContaining('removed') });
	});
});
