import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
	type Store,
	slotName,
	TRANSFER_KINDS,
	type TransferKind,
	type TransferRecords,
	tombstoneSlot,
} from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import {
	buildApplication,
	buildDelivery,
	buildEndpoint,
	buildEvents,
	buildHostKey,
	buildPolicy,
	buildSecret,
	buildUsage,
} from '@latchkey/testing';

/** Applications of a domain, which also has a policy, and one endpoint with one delivery. */
export const PER_DOMAIN = 50;
const PAGE = 1000;

/** A file of SQLite with so many applications, of every status, with policies, usage, keys and events that wait. */
export async function filledFile(folder: string, applications: number): Promise<string> {
	const file = join(folder, 'from.db');
	const store = await sqliteStore({ file });
	const { transfer } = store;
	const domains = Array.from({ length: Math.ceil(applications / PER_DOMAIN) }, (_, index) => index);
	await transfer.write('hostKeys', [buildHostKey(), buildHostKey({ purpose: 'secret_digest', algorithm: null })]);
	await writeAll(store, 'policies', domains.map(policyAt));
	await writeAll(
		store,
		'applications',
		Array.from({ length: applications }, (_, index) => applicationAt(index)),
	);
	for await (const [page, read] of pages(store, 'applications')) await transfer.write('usage', page.map(usageOf(read)));
	const endpoints = domains.map(endpointAt);
	await writeAll(store, 'endpoints', endpoints);
	await writeAll(store, 'deliveries', endpoints.map(deliveryTo));
	await store.close();
	return file;
}

function tenantAt(domain: number) {
	return { customerId: `customer-${domain % 7}`, domainId: `domain-${domain}` };
}

function applicationAt(index: number): TransferRecords['applications'] {
	const built = buildApplication(tenantAt(Math.floor(index / PER_DOMAIN)), {
		name: `Anwendung ${index} – 应用`,
		slot: slotName(index % PER_DOMAIN),
		status: index % 4 === 0 ? 'disabled' : 'enabled',
		revision: 1 + (index % 9),
		nextDueAt: index % 3 === 0 ? index : null,
		...(index % 6 === 0 ? { secrets: [buildSecret(), buildSecret()] } : {}),
	});
	const events = index % 10 === 0 ? buildEvents(built, 2) : [];
	if (index % 5 !== 0) return { application: built, events };
	const slot = tombstoneSlot(built.clientId);
	return { application: { ...built, status: 'removed', slot, secrets: [], removedAt: index }, events };
}

function policyAt(domain: number): TransferRecords['policies'] {
	const policy = buildPolicy(tenantAt(domain), domain % 4 === 0 ? { showOnce: true, dataKey: null } : {});
	return { policy, events: domain % 6 === 0 ? buildEvents({ ...policy, clientId: null }, 1) : [] };
}

function usageOf(before: number) {
	return ({ application }: TransferRecords['applications'], index: number): TransferRecords['usage'] => {
		const { customerId, domainId, clientId } = application;
		const lastAddress = index % 2 === 0 ? null : '2001:db8::1';
		return { customerId, domainId, ...buildUsage({ clientId, lastAddress, tokensIssued: 1 + before + index }) };
	};
}

function endpointAt(domain: number): TransferRecords['endpoints'] {
	const tenant = tenantAt(domain);
	return { endpoint: buildEndpoint(tenant, { url: `https://emm.example/${domain}` }), events: [] };
}

function deliveryTo({ endpoint }: TransferRecords['endpoints'], index: number): TransferRecords['deliveries'] {
	return { ...buildDelivery(endpoint, endpoint.endpointId), ordinal: 1 + index };
}

async function writeAll<Kind extends TransferKind>(
	{ transfer }: Store,
	kind: Kind,
	records: readonly TransferRecords[Kind][],
): Promise<void> {
	for (let from = 0; from < records.length; from += PAGE) await transfer.write(kind, records.slice(from, from + PAGE));
}

/** The first record that is not the same on both sides, or undefined where all are, in their order. */
async function firstDifference(one: Store, other: Store): Promise<string | undefined> {
	for (const kind of TRANSFER_KINDS) {
		const others = records(other, kind);
		let position = 0;
		for await (const record of records(one, kind)) {
			const there = await others.next();
			if (!isDeepStrictEqual(record, there.value)) {
				return `${kind} ${position}: ${JSON.stringify([record, there.value])}`;
			}
			position += 1;
		}
		if (!(await others.next()).done) return `${kind}: there are more than ${position}`;
	}
	return undefined;
}

/** Of two files. */
export async function differenceOf(one: string, other: string): Promise<string | undefined> {
	const [here, there] = await Promise.all([sqliteStore({ file: one }), sqliteStore({ file: other })]);
	try {
		return await firstDifference(here, there);
	} finally {
		await Promise.all([here.close(), there.close()]);
	}
}

async function* records<Kind extends TransferKind>(store: Store, kind: Kind): AsyncGenerator<TransferRecords[Kind]> {
	for await (const [page] of pages(store, kind)) yield* page;
}

async function* pages<Kind extends TransferKind>(
	{ transfer }: Store,
	kind: Kind,
): AsyncGenerator<readonly [page: readonly TransferRecords[Kind][], before: number]> {
	let after: string | undefined;
	let before = 0;
	do {
		const page = await transfer.read(kind, after, PAGE);
		yield [page.records, before];
		before += page.records.length;
		after = page.next ?? undefined;
	} while (after !== undefined);
}
