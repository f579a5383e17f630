import {
	type DocumentKey,
	type LatchkeyEvent,
	OUTBOX_LIMIT,
	OUTBOX_RESERVED,
	type PolicyChanges,
	type Store,
	type UpdateResult,
} from '@latchkey/core';
import { expect } from 'vitest';
import { documentOf, endpointDocument, pendingIn } from './assertions.ts';
import { buildApplication } from './builders/applications.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildEndpoint } from './builders/endpoints.ts';
import { buildEvent, buildEvents, type EventSubject } from './builders/events.ts';
import { buildPolicy } from './builders/policies.ts';
import type { StoreCase } from './store-case.ts';
import { TENANT } from './tenants.ts';

/** For what does more than take away. */
const ORDINARY_LIMIT = OUTBOX_LIMIT - OUTBOX_RESERVED;

/** A document with an outbox: an application or a policy. Both have the same bound. */
interface Bounded {
	readonly subject: EventSubject;
	readonly document: DocumentKey;
	find(): Promise<{ readonly revision: number; readonly updatedAt: number } | undefined>;
	update(
		revision: number,
		changes: Pick<PolicyChanges, 'updatedAt'>,
		events: readonly LatchkeyEvent[],
	): Promise<UpdateResult>;
}

async function boundedApplication({ applications }: Store): Promise<Bounded> {
	const application = buildApplication(TENANT);
	await applications.insert(application, []);
	const { clientId } = application;
	return {
		subject: { ...TENANT, clientId },
		document: documentOf(TENANT, clientId),
		find: () => applications.find(TENANT, clientId),
		update: (revision, changes, events) => applications.update(TENANT, clientId, revision, changes, events),
	};
}

async function boundedPolicy({ policies }: Store): Promise<Bounded> {
	await policies.insert(buildPolicy(TENANT));
	return {
		subject: { ...TENANT, clientId: null },
		document: documentOf(TENANT, null),
		find: () => policies.find(TENANT),
		update: (revision, changes, events) => policies.update(TENANT, revision, changes, events),
	};
}

async function boundedEndpoint({ endpoints }: Store): Promise<Bounded> {
	const endpoint = buildEndpoint(TENANT);
	await endpoints.insert(endpoint, []);
	const { endpointId } = endpoint;
	return {
		subject: { ...TENANT, clientId: endpoint.clientId },
		document: endpointDocument(TENANT, endpointId),
		find: () => endpoints.find(TENANT, endpointId),
		update: (revision, changes, events) => endpoints.update(TENANT, endpointId, revision, changes, events),
	};
}

type Open = (store: Store) => Promise<Bounded>;

const boundCases = (kind: string, open: Open): readonly StoreCase[] => [
	{
		name: `holds exactly ${ORDINARY_LIMIT} events of one ${kind}, and refuses a batch that would exceed them as a whole`,
		async run({ store }) {
			const { subject, document, find, update } = await open(store);
			const pending = async (): Promise<readonly string[]> => (await pendingIn(store, document)).map(({ id }) => id);
			const first = buildEvents(subject, ORDINARY_LIMIT - 1);
			expect(await update(1, { updatedAt: BUILT_AT + 1 }, first)).toBe('done');
			expect(await update(2, { updatedAt: BUILT_AT + 2 }, buildEvents(subject, 2))).toBe('outbox_full');
			expect(await find()).toMatchObject({ revision: 2, updatedAt: BUILT_AT + 1 });
			expect(await pending()).toStrictEqual(first.map(({ id }) => id));

			const [last] = buildEvents(subject, 1);
			if (last === undefined) throw new Error('no event was built');
			expect(await update(2, { updatedAt: BUILT_AT + 3 }, [last])).toBe('done');
			expect(await update(3, { updatedAt: BUILT_AT + 4 }, buildEvents(subject, 1))).toBe('outbox_full');
			expect(await find()).toMatchObject({ revision: 3, updatedAt: BUILT_AT + 3 });
			expect(await pending()).toStrictEqual([...first, last].map(({ id }) => id));
		},
	},
	{
		name: `takes writes of a full ${kind} that bring no events, and others once events are taken away`,
		async run({ store }) {
			const { subject, document, update } = await open(store);
			const events = buildEvents(subject, ORDINARY_LIMIT);
			expect(await update(1, {}, events)).toBe('done');
			expect(await update(2, { updatedAt: BUILT_AT + 1 }, [])).toBe('done');
			await store.outbox.take(
				document,
				events.slice(0, 3).map(({ id }) => id),
			);
			expect(await update(3, {}, buildEvents(subject, 4))).toBe('outbox_full');
			expect(await update(3, {}, buildEvents(subject, 3))).toBe('done');
			expect(await update(4, {}, buildEvents(subject, 1))).toBe('outbox_full');
		},
	},
	{
		name: `keeps the last ${OUTBOX_RESERVED} places of a full ${kind} for what only takes away`,
		async run({ store }) {
			const { subject, document, update } = await open(store);
			const revoked = (count: number): LatchkeyEvent[] =>
				Array.from({ length: count }, (_, index) =>
					buildEvent(subject, 'client_secret.revoked', { secretId: `sec_${index}`, leaked: false }),
				);
			const ordinary = buildEvents(subject, ORDINARY_LIMIT);
			expect(await update(1, {}, ordinary)).toBe('done');
			const batch = revoked(OUTBOX_RESERVED - 1);
			expect(await update(2, {}, [...batch, ...buildEvents(subject, 1)])).toBe('outbox_full');
			expect(await update(2, {}, revoked(OUTBOX_RESERVED + 1))).toBe('outbox_full');
			expect(await update(2, {}, batch)).toBe('done');
			expect(await update(3, {}, buildEvents(subject, 1))).toBe('outbox_full');
			const last = revoked(1);
			expect(await update(3, {}, last)).toBe('done');
			expect(await update(4, {}, revoked(1))).toBe('outbox_full');
			expect(await pendingIn(store, document)).toStrictEqual([...ordinary, ...batch, ...last]);
		},
	},
	{
		name: `lets a full ${kind} hold up no other document of its domain`,
		async run({ store }) {
			const { subject, document, update } = await open(store);
			expect(await update(1, {}, buildEvents(subject, ORDINARY_LIMIT))).toBe('done');
			const others = [await boundedApplication(store)];
			if (document.kind !== 'policy') others.push(await boundedPolicy(store));
			if (document.kind === 'endpoint') others.push(await boundedEndpoint(store));
			for (const other of others) {
				const events = buildEvents(other.subject, ORDINARY_LIMIT);
				expect(await other.update(1, {}, events)).toBe('done');
				expect(await pendingIn(store, other.document)).toStrictEqual(events);
			}
		},
	},
];

export const outboxBoundCases = [
	...boundCases('application', boundedApplication),
	...boundCases('policy', boundedPolicy),
];

export const endpointBoundCases = boundCases('endpoint', boundedEndpoint);
