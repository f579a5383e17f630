import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_RULES, type LatchkeyEvent, type Store } from '@latchkey/core';
import { expect, onTestFinished } from 'vitest';
import type { Place } from './places.ts';
import { ADMIN, addExpiring, addLasting, DOMAIN, openData, platformProcess, rename } from './platform-process.ts';
import type { Seeded } from './seeded.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

const TENANT = { customerId: ADMIN.customerId, domainId: DOMAIN };
/** Something is due all the time: each goes through a rotation in four seconds, of which the old secret ends in two. */
const RULES = { ...DEFAULT_RULES, rotateEveryMs: 4000, overlapMs: 2000, maxOverlapMs: 2000 };
const EXPIRES_IN_MS = 1500;
/** Until all that was left lying is done: the servers of tests are slow. */
const CATCHES_UP_WITHIN_MS = 60_000;
/**
 * By these the relay and the life cycle write down what others go by; each call has a moment before it and one after.
 */
const DEADLY = ['take', 'update', 'append'] as const;
const MOST_MOMENTS = 8;
const LONGEST_LIFE_MS = 400;

export interface WorkerKills {
	readonly place: Place;
	readonly random: Seeded;
	readonly kills: number;
	/** So many go through one rotation after the other; three times as many are added meanwhile, at most. */
	readonly rotating: number;
	readonly sweepEveryMs: number;
	/** After the last kill work goes on within so many milliseconds. */
	readonly recoversWithinMs: number;
	/** How often something is written meanwhile; milliseconds. */
	readonly writeEveryMs: number;
	/** How long a worker may live that does not get to its last moment; milliseconds. */
	readonly patienceMs: number;
}

/** What was answered for. */
interface Acknowledged {
	/** By Client ID: the names that it was given, in order. */
	readonly names: Map<string, string[]>;
	/** By Client ID: the OAuth Credentials that were shown, each time, and by which it was then given a token. */
	readonly used: Map<string, string[]>;
	/** Client IDs whose only secret has been given an end. */
	readonly expiring: Set<string>;
	readonly failures: string[];
}

/**
 * Kills one worker after the other while rotations and expiries are due; nothing is lost, and nothing happens twice.
 */
export async function survivesKills(options: WorkerKills): Promise<void> {
	const { place, random, kills, rotating, sweepEveryMs, recoversWithinMs, writeEveryMs, patienceMs } = options;
	const relayed = new Map<string, LatchkeyEvent>();
	const onEvent = (event: LatchkeyEvent): void => void relayed.set(event.id, event);
	const host = await platformProcess({ ...place, works: false });
	onTestFinished(() => host.close());
	const store = await openData(place.data);
	onTestFinished(() => store.close());
	await host.latchkey.policies.set(ADMIN, DOMAIN, { showOnce: false, ...RULES });
	const known: Acknowledged = { names: new Map(), used: new Map(), expiring: new Set(), failures: [] };
	for (let count = 0; count < rotating; count++) {
		const { clientId } = await addLasting(host.latchkey);
		known.names.set(clientId, []);
		known.used.set(clientId, []);
	}

	let ending = false;
	async function write(): Promise<void> {
		for (let count = 0; !ending; count++) {
			const adds = count % 10 === 0 && known.expiring.size < 3 * rotating;
			const step = adds ? addOne() : count % 3 === 1 ? useOne() : renameOne(count);
			await step.catch((error: unknown) => known.failures.push(String(error)));
			await sleep(writeEveryMs);
		}
	}
	async function addOne(): Promise<void> {
		known.expiring.add((await addExpiring(host.latchkey, EXPIRES_IN_MS)).clientId);
	}
	async function renameOne(count: number): Promise<void> {
		const [clientId, names] = random.pick([...known.names]);
		await rename(host.latchkey, clientId, `name ${count}`);
		names.push(`name ${count}`);
	}

	/** By its newest secret, whoever made it. */
	async function useOne(): Promise<void> {
		const [clientId, used] = random.pick([...known.used]);
		const { oauthCredentials } = await host.latchkey.applications.reveal(ADMIN, DOMAIN, clientId);
		const authorization = `Basic ${oauthCredentials}`;
		await host.latchkey.tokens.issueLeniently({ authorization, address: '192.0.2.1', parameters: [] });
		used.push(oauthCredentials);
	}

	const writing = write();
	for (let kill = 0; kill < kills; kill++) {
		// One after the other: a few kills must meet each of them.
		const method = DEADLY[kill % (DEADLY.length + 1)];
		const fromOutside = method === undefined;
		const diesIn = fromOutside ? 'never' : `${method}:${1 + random.below(MOST_MOMENTS)}`;
		const worker = startWorkerProcess(place, { diesIn, sweepEveryMs, onEvent });
		await worker.begun;
		await dies(worker, fromOutside ? sweepEveryMs + random.below(LONGEST_LIFE_MS) : patienceMs);
	}
	ending = true;
	await writing;
	const survivor = startWorkerProcess(place, { diesIn: 'never', sweepEveryMs, onEvent });
	await survivor.begun;
	const left = (): Promise<string[]> => unfinished(store, known, relayed);
	const leftByTheDead = await left();
	const resumed = async (): Promise<boolean> => {
		const now = await left();
		return leftByTheDead.length === 0 || leftByTheDead.some((one) => !now.includes(one));
	};
	await expect.poll(resumed, { timeout: recoversWithinMs }).toBe(true);
	await expect.poll(left, { timeout: CATCHES_UP_WITHIN_MS }).toEqual([]);
	// Or the next rotation begins while all is being looked at.
	await host.latchkey.policies.set(ADMIN, DOMAIN, { showOnce: false, ...DEFAULT_RULES });
	await expect.poll(() => store.outbox.pending(1), { timeout: CATCHES_UP_WITHIN_MS }).toEqual([]);
	survivor.end();
	await survivor.ended;
	expect(await store.outbox.pending(1)).toEqual([]);
	await assertWhole(store, known, [...relayed.values()]);
}

async function dies(worker: WorkerProcess, withinMs: number): Promise<void> {
	const gaveUp = new AbortController();
	// The moment of death is what is drawn here: nothing waits for something to have happened.
	const waited = sleep(withinMs, undefined, { signal: gaveUp.signal }).then(worker.kill, () => undefined);
	expect(await worker.ended).toBe('SIGKILL');
	gaveUp.abort();
	await waited;
}

const expiredOf = (events: Iterable<LatchkeyEvent>): (string | null)[] =>
	[...events].flatMap(({ type, clientId }) => (type === 'client_secret.expired' ? [clientId] : []));

/** What should have happened by now and has not. */
async function unfinished(
	store: Store,
	{ names, expiring }: Acknowledged,
	relayed: ReadonlyMap<string, LatchkeyEvent>,
): Promise<string[]> {
	const expired = new Set(expiredOf(relayed.values()));
	const now = Date.now();
	const late: string[] = [];
	for (const clientId of names.keys()) {
		const found = await store.applications.find(TENANT, clientId);
		if ((found?.nextDueAt ?? 0) < now - RULES.overlapMs) late.push(`${clientId} is due`);
	}
	for (const clientId of expiring) if (!expired.has(clientId)) late.push(`${clientId} has not expired`);
	return late;
}

/**
 * Each happens to a secret once; and of the last three at most one. The first use of those that were used is looked at
 * apart.
 */
const ONCE: Readonly<Record<string, string>> = {
	'client_secret.added': 'added',
	'client_secret.expired': 'ended',
	'client_secret.rotated': 'ended',
	'client_secret.revoked': 'ended',
};

async function assertWhole(store: Store, known: Acknowledged, events: readonly LatchkeyEvent[]): Promise<void> {
	expect(known.failures).toEqual([]);
	expect(new Set(expiredOf(events)), 'expired').toEqual(known.expiring);
	const added = events.flatMap(({ type, clientId }) => (type === 'client_application.added' ? [clientId] : []));
	expect(added.sort(), 'added').toEqual([...known.names.keys(), ...known.expiring].sort());
	const happened = new Map<string, string[]>();
	for (const { type, data } of events) {
		if (!('secretId' in data) || typeof data.secretId !== 'string' || ONCE[type] === undefined) continue;
		happened.set(data.secretId, [...(happened.get(data.secretId) ?? []), ONCE[type]]);
	}
	const living = new Set<string>();
	for (const [clientId, names] of known.names) {
		const found = await store.applications.find(TENANT, clientId);
		expect(found?.name, clientId).toBe(names.at(-1) ?? found?.name);
		for (const { secretId } of found?.secrets ?? []) living.add(secretId);
		const own = events.filter((event) => event.clientId === clientId);
		const changed = own.flatMap((event) =>
			event.type === 'client_application.changed' ? [event.data.after.name] : [],
		);
		expect(changed.sort(), clientId).toEqual([...names].sort());
		const used = known.used.get(clientId) ?? [];
		const adopted = own.flatMap((event) => (event.type === 'client_secret.adopted' ? [event.data.secretId] : []));
		expect(new Set(adopted).size, `adopted of ${clientId}, each once`).toBe(adopted.length);
		expect(adopted.length, `adopted of ${clientId}`).toBe(new Set(used).size);
		const revealed = own.filter(({ type }) => type === 'client_secret.revealed');
		expect(revealed.length, `revealed of ${clientId}`).toBe(used.length);
		const rotations = own.filter(({ type }) => type === 'client_secret.rotation_offered');
		expect(rotations.length, `rotations of ${clientId}`).toBeGreaterThan(0);
		// One write makes one revision.
		const writes = new Set(own.map(({ revision, occurredAt }) => `${revision} ${occurredAt}`));
		expect(writes.size, clientId).toBe(new Set(own.map(({ revision }) => revision)).size);
	}
	for (const [secretId, what] of happened) {
		expect(what.sort(), secretId).toEqual(living.has(secretId) ? ['added'] : ['added', 'ended']);
	}
	expect([...living].filter((secretId) => !happened.has(secretId))).toEqual([]);
}
