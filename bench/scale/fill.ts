import { setImmediate as turn } from 'node:timers/promises';
import type { Store, Tenant, TransferRecords } from '@latchkey/core';
import { BUILT_AT, buildApplication, buildPolicy } from '@latchkey/testing';

/** Fewer than the limit, so that there is room for one that is really used. */
const PER_DOMAIN = 50;
/** So many are due, whatever the size: what a sweep finds is then the same work in all of them. */
export const DUE = 1000;
const BATCH = 2000;
const FAR_MS = 365 * 86_400_000;

/** By its number. */
export function domain(index: number): Tenant {
	return { customerId: `customer-${index % 1000}`, domainId: `domain-${index}` };
}

export function domainsOf(size: number): number {
	return size / PER_DOMAIN;
}

/** Fills an empty store with so many applications, in domains of fifty, each with its policy. */
export async function fill(store: Store, size: number, progress: (done: number) => void): Promise<void> {
	const domains = domainsOf(size);
	const dueEvery = size / DUE;
	let policies: TransferRecords['policies'][] = [];
	let applications: TransferRecords['applications'][] = [];
	let made = 0;
	for (let index = 0; index < domains; index++) {
		const tenant = domain(index);
		policies.push({ policy: buildPolicy(tenant, { showOnce: true, dataKey: null }), events: [] });
		for (let count = 0; count < PER_DOMAIN; count++) {
			const due = made % dueEvery === 0;
			const createdAt = BUILT_AT + made;
			const nextDueAt = due ? createdAt : createdAt + FAR_MS;
			applications.push({ application: buildApplication(tenant, { createdAt, nextDueAt }), events: [] });
			made += 1;
		}
		if (applications.length < BATCH && index < domains - 1) continue;
		await store.transfer.write('policies', policies);
		await store.transfer.write('applications', applications);
		policies = [];
		applications = [];
		progress(made);
		await turn();
	}
}
