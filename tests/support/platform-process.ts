import {
	type Actor,
	type Credentials,
	createLatchkey,
	type Latchkey,
	type LatchkeyEvent,
	type LatchkeyOptions,
	localKeyEncryption,
	type Store,
} from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { mongoStore } from '@latchkey/store-mongo';
import { sqliteStore } from '@latchkey/store-sqlite';
import { capturedLogger } from '@latchkey/testing';
import { bullQueue, inProcessQueue, nudgeOnly, startWorker } from '@latchkey/worker';
import { loopbackOutbound } from './loopback-outbound.ts';

export const DOMAIN = 'phones';
const grant = { manage: true, reveal: true, grantable: ['devices:read'] };
export const ADMIN: Actor = { userId: 'admin', customerId: 'acme', domains: { [DOMAIN]: grant } };

/** One process of a platform, which shares its data with the others, and sends to the loopback interface. */
export interface PlatformProcess {
	readonly latchkey: Latchkey;
	close(): Promise<void>;
}

export interface PlatformProcessOptions extends Partial<LatchkeyOptions> {
	/** A file of SQLite's, or the URL of a database: `mongodb://127.0.0.1:27017/name`. */
	readonly data: string;
	/** Where absent, it knows nothing of what other processes commit but by its sweeps. */
	readonly redisUrl?: string | undefined;
	/** Whether it works, or serves and leaves the work to others. */
	readonly works: boolean;
	/** Of its sweeps; rarer than by default, so that only nudges are quick. Milliseconds. */
	readonly sweepEveryMs?: number;
}

export function openData(data: string): Promise<Store> {
	if (!data.startsWith('mongodb://')) return sqliteStore({ file: data });
	return mongoStore({ url: data, database: new URL(data).pathname.slice(1), indexes: 'create' });
}

export async function platformProcess(options: PlatformProcessOptions): Promise<PlatformProcess> {
	const { data, redisUrl, works, sweepEveryMs = 5000, ...overrides } = options;
	const runtime = { ...nodeRuntime(), logger: capturedLogger() };
	const outbound = loopbackOutbound();
	const latchkey = createLatchkey({
		...runtime,
		store: overrides.store ?? (await openData(data)),
		keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: new Uint8Array(32).fill(7) } }),
		privileges: [{ name: 'devices:read' }],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		outbound,
		...overrides,
	});
	await latchkey.start();
	const parts = { ...runtime, clock: overrides.clock ?? runtime.clock };
	const queue = redisUrl === undefined ? inProcessQueue(parts) : bullQueue({ ...parts, redisUrl, works });
	const intervals = { relay: sweepEveryMs, deliver: sweepEveryMs, life_cycle: sweepEveryMs };
	const worker = works ? startWorker(latchkey, { ...parts, queue, intervals }) : nudgeOnly(latchkey, queue);
	return {
		latchkey,
		async close() {
			await worker.close();
			await latchkey.close();
			await outbound.close();
		},
	};
}

/** An application whose first secret lives for so long; milliseconds. */
export async function addExpiring(
	latchkey: Latchkey,
	livesMs: number,
): Promise<Credentials & { readonly secretExpiresAt: number }> {
	const secretExpiresAt = Date.now() + livesMs;
	const { credentials } = await latchkey.applications.add(ADMIN, DOMAIN, {
		name: 'short',
		privileges: ['devices:read'],
		secretExpiresAt,
	});
	return { secretExpiresAt, ...credentials };
}

export async function addLasting(latchkey: Latchkey): Promise<Credentials> {
	const { credentials } = await latchkey.applications.add(ADMIN, DOMAIN, {
		name: 'lasting',
		privileges: ['devices:read'],
	});
	return credentials;
}

/** A change of one event. */
export async function rename(latchkey: Latchkey, clientId: string, name: string): Promise<void> {
	await latchkey.applications.change(ADMIN, DOMAIN, clientId, { name });
}

/** By the name that a change gave: when it was relayed. */
export interface Relayed {
	readonly events: ReadonlyMap<string, { readonly event: LatchkeyEvent; readonly relayedAt: number }>;
	readonly onEvent: (event: LatchkeyEvent) => void;
}

export function relayed(): Relayed {
	const events = new Map<string, { event: LatchkeyEvent; relayedAt: number }>();
	return {
		events,
		onEvent(event) {
			if (!events.has(event.id)) events.set(event.id, { event, relayedAt: Date.now() });
		},
	};
}
