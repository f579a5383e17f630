import {
	DEFAULT_RULES,
	type KeyEncryption,
	LatchkeyError,
	type LifecycleRules,
	localKeyEncryption,
	type Store,
} from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { type Seeded, seeded } from '../support/seeded.ts';
import { type HostProcess, startProcess } from './host-process.ts';
import { ADMIN, DOMAIN, type Integration, integration, TENANT } from './integration.ts';
import { turns as makeTurns, settled } from './turns.ts';
import { WIDEST_SKEW_MS, type Witness, witness } from './witness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);
const PROCESSES = ['one', 'two', 'three'];

export interface WorldReport {
	readonly witness: Witness;
	readonly integrations: readonly Integration[];
	/** Due, or with a secret that has ended, after all has come to rest. */
	readonly overdue: readonly string[];
	readonly crashes: number;
	readonly types: ReadonlySet<string>;
}

/** How long a world lasts, in rounds. */
const ROUNDS = 130;

/** Everything that happens in a world follows from its seed. */
export async function liveWorld(seed: number): Promise<WorldReport> {
	const random = seeded(seed);
	const turns = makeTurns(random);
	const seen = witness(await sqliteStore({ file: ':memory:' }));
	const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: new Uint8Array(32).fill(7) } });
	await makeKeys(seen.store, keyEncryption);
	let now = START;
	let crashes = 0;

	const start = (name: string, skewMs: number): HostProcess =>
		startProcess({
			name,
			skewMs,
			store: seen.store,
			keyEncryption,
			turns,
			random,
			worldNow: () => now,
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

	function passTime(ms: number): void {
		now += ms;
		for (const { scheduler } of processes.values()) scheduler.runDue(now);
	}

	/** Passes over what everybody knows of everything, and what time there is left for it. */
	async function passQuietly(ms: number, steps: number): Promise<void> {
		for (let step = 0; step < steps; step++) {
			passTime(ms / steps);
			await settled();
			await rest();
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

	/** In the store itself, where nobody has to wait for a turn. */
	async function hasEnded(clientId: string, hint: string, at: number): Promise<boolean> {
		const found = await seen.store.applications.find(TENANT, clientId);
		const kept = found?.secrets.filter((secret) => secret.hint === hint) ?? [];
		return kept.every(({ expiresAt, overlapEndsAt }) =>
			[expiresAt, overlapEndsAt].some((end) => end !== null && end < at - WIDEST_SKEW_MS),
		);
	}

	async function addIntegration(): Promise<Integration> {
		const adding = anyProcess().latchkey.applications.add(ADMIN, DOMAIN, { name: 'EMM', privileges: ['devices:read'] });
		await settled();
		await rest();
		const { application, credentials } = await adding;
		return integration({ clientId: application.clientId, first: credentials.oauthCredentials, random, hasEnded });
	}

	function administer(integrations: readonly Integration[]): void {
		const { latchkey } = anyProcess();
		const { clientId } = random.pick(integrations);
		switch (random.below(3)) {
			case 0:
				attempt(latchkey.policies.set(ADMIN, DOMAIN, { showOnce: random.below(3) === 0, ...rulesOf(random) }));
				break;
			case 1:
				attempt(latchkey.secrets.add(ADMIN, DOMAIN, clientId, {}));
				break;
			default:
				attempt(latchkey.applications.change(ADMIN, DOMAIN, clientId, { name: `Name ${random.below(5)}` }));
		}
	}

	await settled();
	await rest();
	attempt(anyProcess().latchkey.policies.set(ADMIN, DOMAIN, { showOnce: false, ...rulesOf(random) }));
	const integrations = [await addIntegration(), await addIntegration(), await addIntegration()];
	for (let round = 0; round < ROUNDS; round++) {
		// An integration is never quiet for so long that it could miss a deadline.
		passTime(random.below(4 * HOUR));
		await settled();
		for (const one of integrations) if (random.below(4) > 0) attempt(one.act(anyProcess()));
		if (random.below(12) === 0) administer(integrations);
		for (let steps = random.below(60); steps > 0 && turns.waiting > 0; steps--) await turns.next();
		if (random.below(8) === 0) crash();
		if (random.below(3) === 0) await rest();
	}
	await rest();
	await passQuietly(3 * DAY, 30);
	// What the last look brought about is still to be relayed.
	await passQuietly(10_000, 5);
	const { store } = seen;
	const known = await store.applications.list(TENANT, { limit: 100 });
	const past = (time: number | null): boolean => time !== null && time < now - HOUR;
	const overdue = known.filter(
		({ nextDueAt, secrets }) =>
			past(nextDueAt) || secrets.some(({ expiresAt, overlapEndsAt }) => past(expiresAt) || past(overlapEndsAt)),
	);
	const report: WorldReport = {
		witness: seen,
		integrations,
		overdue: overdue.map(({ clientId }) => clientId),
		crashes,
		types: new Set(seen.committed.map(({ type }) => type)),
	};
	await store.close();
	return report;
}

/** Ahead of all: making keys takes Node's other threads, and nobody's seed decides when those are done. */
async function makeKeys(store: Store, keyEncryption: KeyEncryption): Promise<void> {
	const waiting = makeTurns(seeded(0));
	const first = startProcess({
		name: 'first',
		store,
		keyEncryption,
		turns: { ...waiting, wait: async () => undefined },
		random: seeded(0),
		worldNow: () => START,
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

/** Rules by which much happens in three weeks, and by which a diligent integration has time to keep up. */
function rulesOf(random: Seeded): LifecycleRules {
	return {
		...DEFAULT_RULES,
		maxLifetimeMs: random.pick([null, 10 * DAY]),
		rotateEveryMs: random.pick([4 * DAY, 5 * DAY]),
		overlapMs: random.pick([2 * DAY, 3 * DAY]),
		maxOverlapMs: 4 * DAY,
		retireWhenQuiet: random.below(4) > 0,
		quietMs: random.pick([6 * HOUR, 12 * HOUR]),
		extendStalled: random.below(2) === 0,
		noticesMs: [2 * DAY, 12 * HOUR],
	};
}
