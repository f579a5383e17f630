import { describe, it } from 'vitest';
import { certificateKeyCases } from './applications/certificate-keys.ts';
import { fingerprintCases } from './applications/fingerprints.ts';
import { insertCases } from './applications/insert.ts';
import { invalidationCases } from './applications/invalidations.ts';
import { listCases } from './applications/list.ts';
import { purgeCases } from './applications/purge.ts';
import { searchCases } from './applications/search.ts';
import { updateCases } from './applications/update.ts';
import { auditAppendCases } from './audit/append.ts';
import { auditCutCases } from './audit/cut.ts';
import { auditListCases } from './audit/list.ts';
import { authorityCases } from './certificates/authorities.ts';
import { revokedCertificateCases } from './certificates/revoked.ts';
import { certificateTransferCases } from './certificates/transfer.ts';
import { closingCases } from './closing.ts';
import { deliveryAttemptCases } from './deliveries/attempts.ts';
import { deliveryInsertCases } from './deliveries/insert.ts';
import { deliveryReplayCases } from './deliveries/replay.ts';
import { dueWorkCases } from './due-work.ts';
import { durabilityCases } from './durability.ts';
import { endpointInsertCases } from './endpoints/insert.ts';
import { endpointQueueCases } from './endpoints/queues.ts';
import { endpointUpdateCases } from './endpoints/update.ts';
import { hostKeyCases } from './host-keys.ts';
import { isolationCases } from './isolation.ts';
import { dueLeaseCases, endpointLeaseCases, outboxLeaseCases, policyLeaseCases } from './leases.ts';
import { notificationIsolationCases } from './notification-isolation.ts';
import { notificationTransferCases } from './notification-transfer.ts';
import { outboxCases } from './outbox.ts';
import { endpointBoundCases } from './outbox-bound.ts';
import { outboxClaimCases } from './outbox-claims.ts';
import { policyCases } from './policies.ts';
import { processCases } from './processes.ts';
import { revokedTokenCases } from './revoked-tokens.ts';
import type { OpenedStore, StoreCaseGroup } from './store-case.ts';
import { transferCases } from './transfer.ts';
import { usageCases } from './usage.ts';
import { usedAssertionCases } from './used-assertions.ts';

/** All that a store must do. Every case wants an empty store of its own. */
export const storeCases: readonly StoreCaseGroup[] = [
	{ name: 'applications: insert and find', cases: insertCases },
	{ name: 'applications: update', cases: updateCases },
	{ name: 'applications: list', cases: listCases },
	{ name: 'applications: search', cases: searchCases },
	{ name: 'applications: feed of revocations', cases: invalidationCases },
	{ name: 'applications: leaked secrets', cases: fingerprintCases },
	{ name: 'applications: keys of certificates', cases: certificateKeyCases },
	{ name: 'applications: purge', cases: purgeCases },
	{ name: 'policies', cases: policyCases },
	{ name: 'outbox', cases: outboxCases },
	{ name: 'outbox: claims', cases: outboxClaimCases },
	{ name: 'outbox: leases of applications', cases: outboxLeaseCases },
	{ name: 'outbox: leases of policies', cases: policyLeaseCases },
	{ name: 'due work', cases: dueWorkCases },
	{ name: 'due work: leases', cases: dueLeaseCases },
	{ name: 'endpoints: insert, find and list', cases: endpointInsertCases },
	{ name: 'endpoints: update and purge', cases: endpointUpdateCases },
	{ name: 'endpoints: what there is to send', cases: endpointQueueCases },
	{ name: 'endpoints: leases', cases: endpointLeaseCases },
	{ name: 'endpoints: bound of the outbox', cases: endpointBoundCases },
	{ name: 'deliveries: insert and list', cases: deliveryInsertCases },
	{ name: 'deliveries: attempts', cases: deliveryAttemptCases },
	{ name: 'deliveries: replay, hold and purge', cases: deliveryReplayCases },
	{ name: 'notifications: tenants', cases: notificationIsolationCases },
	{ name: 'notifications: transfer', cases: notificationTransferCases },
	{ name: 'usage', cases: usageCases },
	{ name: 'processes', cases: processCases },
	{ name: 'host keys', cases: hostKeyCases },
	{ name: 'audit: append', cases: auditAppendCases },
	{ name: 'audit: list and read', cases: auditListCases },
	{ name: 'audit: cut', cases: auditCutCases },
	{ name: 'revoked tokens', cases: revokedTokenCases },
	{ name: 'certificate authorities', cases: authorityCases },
	{ name: 'revoked certificates', cases: revokedCertificateCases },
	{ name: 'certificates: transfer', cases: certificateTransferCases },
	{ name: 'used assertions', cases: usedAssertionCases },
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
