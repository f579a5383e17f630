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
		expect(refused.errors).toContain('laptops: 1 client application\n');
		expect(await counts(at)).toEqual([2, 1, 1]);
		expect(await at.latchkey(['remove-customer', 'acme', ...at.store], ['acme'])).toMatchObject({ exitCode: 0 });
		expect(await counts(at)).toEqual([0, 0, 1]);
		const again = await at.latchkey(['remove-customer', 'acme', '--yes', '--json', ...at.store]);
		expect(JSON.parse(again.output)).toEqual({ customerId: 'acme', domains: [], removed: 0 });
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
