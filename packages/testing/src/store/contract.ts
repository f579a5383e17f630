import { describe, it } from 'vitest';
import { insertCases } from './applications/insert.ts';
import { invalidationCases } from './applications/invalidations.ts';
import { listCases } from './applications/list.ts';
import { purgeCases } from './applications/purge.ts';
import { searchCases } from './applications/search.ts';
import { updateCases } from './applications/update.ts';
import { closingCases } from './closing.ts';
import { dueWorkCases } from './due-work.ts';
import { durabilityCases } from './durability.ts';
import { hostKeyCases } from './host-keys.ts';
import { isolationCases } from './isolation.ts';
import { dueLeaseCases, outboxLeaseCases, policyLeaseCases } from './leases.ts';
import { outboxCases } from './outbox.ts';
import { outboxClaimCases } from './outbox-claims.ts';
import { policyCases } from './policies.ts';
import { processCases } from './processes.ts';
import type { OpenedStore, StoreCaseGroup } from './store-case.ts';
import { transferCases } from './transfer.ts';
import { usageCases } from './usage.ts';

/** All that a store must do. Every case wants an empty store of its own. */
export const storeCases: readonly StoreCaseGroup[] = [
	{ name: 'applications: insert and find', cases: insertCases },
	{ name: 'applications: update', cases: updateCases },
	{ name: 'applications: list', cases: listCases },
	{ name: 'applications: search', cases: searchCases },
	{ name: 'applications: feed of revocations', cases: invalidationCases },
	{ name: 'applications: purge', cases: purgeCases },
	{ name: 'policies', cases: policyCases },
	{ name: 'outbox', cases: outboxCases },
	{ name: 'outbox: claims', cases: outboxClaimCases },
	{ name: 'outbox: leases of applications', cases: outboxLeaseCases },
	{ name: 'outbox: leases of policies', cases: policyLeaseCases },
	{ name: 'due work', cases: dueWorkCases },
	{ name: 'due work: leases', cases: dueLeaseCases },
	{ name: 'usage', cases: usageCases },
	{ name: 'processes', cases: processCases },
	{ name: 'host keys', cases: hostKeyCases },
	{ name: 'transfer', cases: transferCases },
	{ name: 'tenants', cases: isolationCases },
	{ name: 'durability', cases: durabilityCases },
	{ name: 'closing', cases: closingCases },
];

export interface StoreContractOptions {
	/** What the tests are called. */
	readonly name: string;
	/** Opens an empty store; called once for every case. */
	open(): Promise<OpenedStore>;
	/**
	 * Why nothing outlives `close` in this store. The cases that open it again are then left out; where this is absent,
	 * a store without `reopen` fails them.
	 */
	readonly volatile?: string;
}

/**
 * Registers the tests that every store passes with vitest: call it in a test file.
 *
 * ```ts
 * storeContract({
 * 	name: 'my store',
 * 	async open() {
 * 		const store = await myStore({ database: 'scratch' });
 * 		return { store, close: () => dropDatabase('scratch') };
 * 	},
 * });
 * ```
 */
export function storeContract(options: StoreContractOptions): void {
	describe(options.name, () => {
		for (const group of storeCases) {
			const cases = group.cases.filter(({ reopens }) => options.volatile === undefined || reopens !== true);
			if (cases.length === 0) continue;
			describe(group.name, () => {
				for (const { name, run } of cases) {
					it(name, async ({ onTestFinished }) => {
						const opened = await options.open();
						// Not in a `finally`: a failure to close must not hide what failed before it.
						onTestFinished(() => opened.close());
						await run(opened);
					});
				}
			});
		}
	});
}
