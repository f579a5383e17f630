import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capturedLogger } from '../../test/captured-logger.ts';
import { runs } from '../../test/soak.ts';
import type { CredentialUsage, UsageRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { absorbUsage, type OneUse, usageBuffer } from './buffer.ts';

const phones = { customerId: 'acme', domainId: 'phones' };
const use = (clientId: string, credentialId: string, at: number, address?: string): OneUse => ({
	clientId,
	credentialId,
	tokensIssued: 1,
	at,
	address,
});
const tablets = { customerId: 'acme', domainId: 'tablets' };

const usages: fc.Arbitrary<CredentialUsage> = fc.record({
	clientId: fc.constant('client'),
	credentialId: fc.constant('sec_1'),
	tokensIssued: fc.integer({ min: 1, max: 1000 }),
	firstUsedAt: fc.nat({ max: 5 }),
	// Few instants, so that two uses often fall into the same one.
	lastUsedAt: fc.nat({ max: 5 }),
	lastAddress: fc.constantFrom(null, '192.0.2.1', '192.0.2.2', '2001:db8::1'),
});

function merged(a: CredentialUsage, b: CredentialUsage): CredentialUsage {
	const into = { ...a };
	absorbUsage(into, b);
	return into;
}

describe('absorbUsage', () => {
	it('does not depend on the order in which counts arrive', () => {
		fc.assert(
			fc.property(usages, usages, usages, (a, b, c) => {
				expect(merged(a, b)).toEqual(merged(b, a));
				expect(merged(merged(a, b), c)).toEqual(merged(a, merged(b, c)));
			}),
			runs(1000),
		);
	});

	it('adds the counts, and keeps the earliest and the latest use', () => {
		const early = { clientId: 'client', credentialId: 'sec_1', tokensIssued: 2, firstUsedAt: 10, lastUsedAt: 20 };
		const late = { ...early, tokensIssued: 3, firstUsedAt: 15, lastUsedAt: 30, lastAddress: '192.0.2.2' };
		expect(merged({ ...early, lastAddress: '192.0.2.9' }, late)).toEqual({
			...early,
			tokensIssued: 5,
			lastUsedAt: 30,
			lastAddress: '192.0.2.2',
		});
	});
});

/** Keeps what is written; while `refusing`, it is away; while `held`, it does not answer. */
function usageStore() {
	const written: { readonly tenant: Tenant; readonly usages: readonly CredentialUsage[] }[] = [];
	const store = { written, refusing: false, held: Promise.resolve() };
	const repository: UsageRepository = {
		async record(tenant, batch) {
			await store.held;
			if (store.refusing) throw new Error('the store is away');
			written.push({ tenant, usages: batch });
		},
		find: async () => [],
	};
	return { store, repository };
}

const tokens = (batches: readonly { readonly usages: readonly CredentialUsage[] }[]): number =>
	batches.flatMap((batch) => batch.usages).reduce((sum, usage) => sum + usage.tokensIssued, 0);

describe('usageBuffer', () => {
	it('writes one batch per domain, one count per secret', async () => {
		const { store, repository } = usageStore();
		const buffer = usageBuffer(repository, capturedLogger());
		buffer.record(phones, use('client', 'sec_1', 10, '192.0.2.1'));
		buffer.record(phones, use('client', 'sec_1', 30));
		buffer.record(phones, use('client', 'sec_2', 20));
		buffer.record(tablets, use('other', 'sec_3', 20));
		await buffer.flush();
		const [first, second] = store.written;
		expect(store.written).toHaveLength(2);
		expect(first).toMatchObject({ tenant: phones, usages: [{ credentialId: 'sec_1' }, { credentialId: 'sec_2' }] });
		expect(first?.usages[0]).toMatchObject({ tokensIssued: 2, firstUsedAt: 10, lastUsedAt: 30, lastAddress: null });
		expect(second).toMatchObject({ tenant: tablets, usages: [{ credentialId: 'sec_3', tokensIssued: 1 }] });
		await buffer.flush();
		expect(store.written).toHaveLength(2);
	});

	it('keeps what could not be written for the next time, and says so', async () => {
		const { store, repository } = usageStore();
		const logger = capturedLogger();
		const buffer = usageBuffer(repository, logger);
		buffer.record(phones, use('client', 'sec_1', 10));
		store.refusing = true;
		await buffer.flush();
		buffer.record(phones, use('client', 'sec_1', 20));
		store.refusing = false;
		await buffer.flush();
		expect(tokens(store.written)).toBe(2);
		expect(logger.lines).toMatchObject([{ level: 'warn' }]);
	});

	it('a flush that comes while another one writes also writes what came in between', async () => {
		const { store, repository } = usageStore();
		const buffer = usageBuffer(repository, capturedLogger());
		let release = (): void => undefined;
		store.held = new Promise((resolve) => {
			release = resolve;
		});
		buffer.record(phones, use('client', 'sec_1', 10));
		const first = buffer.flush();
		buffer.record(phones, use('client', 'sec_1', 20));
		const second = buffer.flush();
		release();
		await Promise.all([first, second]);
		expect(tokens(store.written)).toBe(2);
	});

	it('flushes by itself before it holds too much', async () => {
		const { store, repository } = usageStore();
		const buffer = usageBuffer(repository, capturedLogger());
		for (let index = 0; index < 25_000; index++) buffer.record(phones, use('client', `sec_${index}`, 10));
		await Promise.resolve();
		expect(tokens(store.written)).toBeGreaterThanOrEqual(10_000);
		await buffer.flush();
		expect(tokens(store.written)).toBe(25_000);
	});
});
