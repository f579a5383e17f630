import { setImmediate as turn } from 'node:timers/promises';
import { DEFAULT_RULES, type Store, type TransferRecords } from '@latchkey/core';
import { BUILT_AT, buildApplication, buildPolicy, buildSecret } from '@latchkey/testing';

const DAY_MS = 86_400_000;
const PER_DOMAIN = 50;
const BATCH = 2000;
/** Neighbours in time are far apart in the tables, as they are in life. A prime. */
const STRIDE = 7919;

/** The notice that was given, and the one that comes next. */
export const [GIVEN_MS, NEXT_MS] = [30 * DAY_MS, 7 * DAY_MS];
/** When the first is due; one more is with every millisecond. */
export const FIRST_DUE_AT = BUILT_AT + 100 * DAY_MS;

/**
 * Fills an empty store with applications of one secret each, in domains of fifty, all due for the notice that comes
 * next.
 */
export async function fill(store: Store, size: number, progress: (done: number) => void): Promise<void> {
	let policies: TransferRecords['policies'][] = [];
	let applications: TransferRecords['applications'][] = [];
	for (let made = 0; made < size; made++) {
		const index = Math.floor(made / PER_DOMAIN);
		const tenant = { customerId: `customer-${index % 1000}`, domainId: `domain-${index}` };
		if (made % PER_DOMAIN === 0) {
			const policy = buildPolicy(tenant, { showOnce: true, dataKey: null, rules: DEFAULT_RULES });
			policies.push({ policy, events: [] });
		}
		const nextDueAt = FIRST_DUE_AT + ((made * STRIDE) % size);
		const secret = buildSecret({ sealed: null, expiresAt: nextDueAt + NEXT_MS, expiryNoticeMs: GIVEN_MS });
		applications.push({ application: buildApplication(tenant, { secrets: [secret], nextDueAt }), events: [] });
		if (applications.length < BATCH && made < size - 1) continue;
		await store.transfer.write('policies', policies);
		await store.transfer.write('applications', applications);
		policies = [];
		applications = [];
		progress(made + 1);
		await turn();
	}
}
