import { type KeyEncryption, LatchkeyError, localKeyEncryption, type Store } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { type Seeded, seeded } from '../support/seeded.ts';
import { administer, rulesOf } from './administrator.ts';
import { auditFaults } from './audit-faults.ts';
import { deliveryFaults } from './delivery-faults.ts';
import { forgotten, watchDeliveries } from './delivery-history.ts';
import { endpointOwner } from './endpoint-owner.ts';
import { type HostProcess, startProcess } from './host-process.ts';
import { ADMIN, DOMAIN, type Integration, integration, TENANT } from './integration.ts';
import { receivers as makeReceivers, type Receivers, type Sent } from './receivers.ts';
import { sendingFaults } from './sending-faults.ts';
import { turns as makeTurns, settled } from './turns.ts';
import { WIDEST_SKEW_MS, type Witness, witness } from './witness.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);
const PROCESSES = ['one', 'two', 'three'];
/** To begin with. */
const ENDPOINTS = 2;

export interface WorldReport {
	readonly witness: Witness;
	readonly integrations: readonly Integration[];
	/** Due, or with a secret that has ended, after all has come to rest. */
	readonly overdue: readonly string[];
	/** What is wrong with notifications, and with the audit log. */
	readonly faults: readonly string[];
	/** Every try to send a notification. */
	readonly sent: readonly Sent[];
	readonly crashes: number;
	readonly types: ReadonlySet<string>;
}

/** How long a world lasts, in rounds. */
const ROUNDS = 90;

/** Everything that happens in a world follows from its seed, whatever else this machine does. */
export async function liveWorld(seed: number): Promise<WorldReport> {
	// By its own clock, the store lets go of the thread when it has kept it for long.
	Object.defineProperty(performance, 'now', { value: () => 0, configurable: true });
	try {
		return await live(seed);
	} finally {
		Reflect.deleteProperty(performance, 'now');
	}
}

async function live(seed: number): Promise<WorldReport> {
	const random = seeded(seed);
	const turns = makeTurns(random);
	let now = START;
	let crashes = 0;
	const left: string[] = [];
	const worldNow = (): number => now;
	const seen = witness(await sqliteStore({ file: ':memory:' }));
	const { store, history } = watchDeliveries(seen.store, worldNow);
	const receivers = makeReceivers(random, worldNow);
	const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: new Uint8Array(32).fill(7) } });
	await makeKeys(store, keyEncryption, receivers);

	const start = (name: string, skewMs: number): HostProcess =>
		startProcess({
			name,
			skewMs,
			store,
			keyEncryption,
			turns,
			random,
			worldNow,
			receivers,
			onEvent: seen.relayed,
		});
	const processes = new Map(PROCESSES.map((name) => [name, start(name, skew(random))]));
	const anyProcess = (): HostProcess => random.pick([...processes.values()]);

	/** Lets everybody go on until nobody waits any more. */
	async function rest(): Promise<void> {
		for (let count = 0; turns.waiting > 0; count++) {
			await turns.next();
			if (count > 100_000) throw new Error('it never comes to rest');
		}
	}

	async function passTime(ms: number, heard = (): boolean => true): Promise<void> {
		now += ms;
		for (const { scheduler } of processes.values()) if (heard()) scheduler.runDue(now);
		await settled();
	}

	/** The timers of a process can be late. */
	const inTime = (): boolean => random.below(3) > 0;

	async function takeTurns(most: number): Promise<void> {
		for (let steps = random.below(most); steps > 0 && turns.waiting > 0; steps--) await turns.next();
	}

	/** Passes over what everybody knows of everything, and what time there is left for it. */
	async function passQuietly(ms: number, steps: number): Promise<void> {
		for (let step = 0; step < steps; step++) {
			await passTime(ms / steps);
			await rest();
		}
	}

	/** As long as requests and leases last: so that these run out, and are renewed, while something is under way. */
	async function passSlowly(): Promise<void> {
		for (let step = 0; step < 3; step++) {
			await passTime(random.below(4 * SECOND));
			await takeTurns(40);
		}
	}

	function crash(): void {
		const victim = anyProcess();
		victim.kill();
		crashes += 1;
		processes.set(victim.name, start(victim.name, skew(random)));
	}

	// What cannot be done any more, or not just now, is refused; a process that dies says nothing.
	const attempt = (doing: Promise<unknown>): void => {
		doing.catch((error: unknown) => {
			if (!(error instanceof LatchkeyError)) throw error;
		});
	};

	/** What is asked for is done before anything else. */
	async function done<Result>(doing: Promise<Result>): Promise<Result> {
		await settled();
		await rest();
		return await doing;
	}

	/** In the store itself, where nobody has to wait for a turn. */
	async function hasEnded(clientId: string, hint: string, at: number): Promise<boolean> {
		const found = await store.applications.find(TENANT, clientId);
		const kept = found?.secrets.filter((secret) => secret.hint === hint) ?? [];
		return kept.every(({ expiresAt, overlapEndsAt }) =>
			[expiresAt, overlapEndsAt].some((end) => end !== null && end < at - WIDEST_SKEW_MS),
		);
	}

	async function addIntegration(): Promise<Integration> {
		const input = { name: 'EMM', privileges: ['devices:read'] };
		const { application, credentials } = await done(anyProcess().latchkey.applications.add(ADMIN, DOMAIN, input));
		return integration({ clientId: application.clientId, first: credentials.oauthCredentials, random, hasEnded });
	}

	await settled();
	await rest();
	attempt(anyProcess().latchkey.policies.set(ADMIN, DOMAIN, { showOnce: false, ...rulesOf(random) }));
	const integrations = [await addIntegration(), await addIntegration(), await addIntegration()];
	const owner = endpointOwner({
		random,
		receivers,
		clientIds: integrations.map(({ clientId }) => clientId),
		live: async () => (await store.endpoints.live(TENANT)).toSorted((a, b) => (a.endpointId < b.endpointId ? -1 : 1)),
	});
	for (let count = 0; count < ENDPOINTS; count++) await done(owner.add(anyProcess()));
	for (let round = 0; round < ROUNDS; round++) {
		// An integration is never quiet for so long that it could miss a deadline.
		await passTime(random.below(5 * HOUR), inTime);
		receivers.drift();
		for (const one of integrations) if (random.below(4) > 0) attempt(one.act(anyProcess()));
		if (random.below(12) === 0) attempt(administer(anyProcess(), integrations, random));
		if (random.below(10) === 0) attempt(owner.act(anyProcess()));
		await takeTurns(60);
		if (random.below(12) === 0) await passSlowly();
		if (random.below(8) === 0) crash();
		if (random.below(3) > 0) continue;
		await rest();
		left.push(...(await forgotten(store, history, TENANT, owner.isReplaying)));
	}
	await rest();
	receivers.recover();
	await done(owner.finish(anyProcess()));
	await passQuietly(3 * DAY, 20);
	// What the last look brought about is still to be relayed.
	await passQuietly(10_000, 5);
	const known = await store.applications.list(TENANT, { limit: 100 });
	const past = (time: number | null): boolean => time !== null && time < now - HOUR;
	const overdue = known.filter(
		({ nextDueAt, secrets }) =>
			past(nextDueAt) || secrets.some(({ expiresAt, overlapEndsAt }) => past(expiresAt) || past(overlapEndsAt)),
	);
	const { sent } = receivers;
	const report: WorldReport = {
		witness: seen,
		integrations,
		overdue: overdue.map(({ clientId }) => clientId),
		faults: [
			...left,
			...deliveryFaults({ history, kept: await history.kept(TENANT), sent }),
			...sendingFaults({ history, sent, signingSecrets: owner.signingSecrets }),
			...(await done(auditFaults(store, anyProcess(), seen.committed))),
		],
		sent,
		crashes,
		types: new Set(seen.committed.map(({ type }) => type)),
	};
	await store.close();
	return report;
}

/** Ahead of all: making keys takes Node's other threads, and nobody's seed decides when those are done. */
async function makeKeys(store: Store, keyEncryption: KeyEncryption, receivers: Receivers): Promise<void> {
	const waiting = makeTurns(seeded(0));
	const first = startProcess({
		name: 'first',
		store,
		keyEncryption,
		turns: { ...waiting, wait: async () => undefined },
		random: seeded(0),
		worldNow: () => START,
		receivers,
		skewMs: 0,
		onEvent: () => undefined,
	});
	await first.started;
	first.kill();
}

/** Up to five minutes either way. */
function skew(random: Seeded): number {
	return random.below(10 * MINUTE) - 5 * MINUTE;
}
