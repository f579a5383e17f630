import { type EventListener, eventRelay } from './events/relay.ts';
import type { Clock, Logger, Random, Scheduler } from './ports.ts';
import type { Store } from './store.ts';
import type { SigningKeys } from './tokens/signing-keys.ts';
import type { UsageBuffer } from './usage/buffer.ts';

/** The background work of one process. */
export interface Loops {
	start(): void;
	/** Makes the relay run soon, where the loops have been started. */
	nudge(): void;
	/** Ends the loops after what is in hand, and writes out what is buffered. */
	stop(): Promise<void>;
}

export interface LoopsParts {
	readonly store: Store;
	readonly scheduler: Scheduler;
	readonly clock: Clock;
	readonly random: Random;
	readonly logger: Logger;
	readonly usage: UsageBuffer;
	readonly signingKeys: SigningKeys;
	readonly listener: EventListener;
	readonly retentionMs: number;
}

/** Also the pause after a listener failed. */
const RELAY_MS = 1000;
const USAGE_MS = 5000;
const KEYS_MS = 60_000;
const PURGE_MS = 600_000;
const PURGE_BATCH = 500;
const HOLDER_BYTES = 16;

export function loops(parts: LoopsParts): Loops {
	const { store, scheduler, clock, random, logger, usage, signingKeys, listener, retentionMs } = parts;
	const holder = Buffer.from(random.bytes(HOLDER_BYTES)).toString('base64url');
	const relay = eventRelay({ outbox: store.outbox, listener, clock, logger, holder });
	let stops: (() => Promise<void>)[] = [];
	let relaying: Promise<void> | undefined;
	let again = false;

	async function relayAll(): Promise<void> {
		do {
			again = false;
			await relay.run();
		} while (again);
	}

	/** One relay at a time in this process; a nudge that comes while one runs makes it look once more. */
	function relayOnce(): Promise<void> {
		again = true;
		relaying ??= relayAll()
			.catch((error: unknown) => logger.warn({ error: String(error) }, 'the outbox could not be read'))
			.finally(() => {
				relaying = undefined;
			});
		return relaying;
	}

	const guarded = (name: string, task: () => Promise<void>) => async (): Promise<void> => {
		try {
			await task();
		} catch (error) {
			logger.warn({ error: String(error), loop: name }, 'a background loop failed; it will be tried again');
		}
	};

	const giveBack = guarded('relay', relay.giveBack);

	/** Only here is what failed tried again: nudges come as often as anything is written. */
	async function sweep(): Promise<void> {
		await giveBack();
		await relayOnce();
	}

	async function purge(): Promise<void> {
		const before = clock.now() - retentionMs;
		while ((await store.applications.purgeRemoved(before, PURGE_BATCH)) === PURGE_BATCH);
		while ((await store.policies.purgeRemoved(before, PURGE_BATCH)) === PURGE_BATCH);
	}

	return {
		start() {
			if (stops.length > 0) return;
			stops = [
				scheduler.every(RELAY_MS, sweep),
				scheduler.every(USAGE_MS, guarded('usage', usage.flush)),
				scheduler.every(KEYS_MS, guarded('keys', signingKeys.refresh)),
				scheduler.every(PURGE_MS, guarded('purge', purge)),
			];
		},
		nudge() {
			if (stops.length > 0) void relayOnce();
		},
		async stop() {
			const ending = stops;
			stops = [];
			await Promise.all(ending.map((stop) => stop()));
			await relaying;
			await giveBack();
			await usage.flush();
		},
	};
}
