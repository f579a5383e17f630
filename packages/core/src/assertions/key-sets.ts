import { HOUR_MS } from '../durations.ts';
import type { Clock, Logger, Outbound } from '../ports.ts';
import { recentlyUsed } from '../recently-used.ts';
import { fetchKeys } from './fetch-keys.ts';
import type { PublicKey, RegisteredKeySet } from './public-key.ts';

/** The keys that applications publish, as they were last fetched. */
export interface KeySets {
	/**
	 * The key that `choose` takes from the set; undefined where it takes none, or nothing could be fetched. Fetches where
	 * what there is has grown old, or has no such key, at most once a minute for an application; what is known already is
	 * waited for by nobody. While a fetch fails, the set counts as it was for another hour.
	 */
	find(clientId: string, keySet: RegisteredKeySet, choose: ChooseKey): Promise<PublicKey | undefined>;
}

export type ChooseKey = (keys: readonly PublicKey[]) => PublicKey | undefined;

export interface KeySetsParts {
	readonly outbound: Outbound | undefined;
	readonly clock: Clock;
	readonly logger: Logger;
}

interface KnownKeys {
	readonly keySet: RegisteredKeySet;
	keys: readonly PublicKey[];
	fetchedAt: number;
	freshMs: number;
	triedAt: number;
	fetching: Promise<void> | undefined;
}

const MAX_KNOWN = 2000;
const FETCH_INTERVAL_MS = 60_000;
/** How much longer than it is fresh a set counts that cannot be fetched again. */
const STALE_MS = HOUR_MS;

export function keySets({ outbound, clock, logger }: KeySetsParts): KeySets {
	const known = recentlyUsed<string, KnownKeys>(MAX_KNOWN);

	function knownOf(clientId: string, keySet: RegisteredKeySet): KnownKeys {
		const before = known.get(clientId);
		if (before !== undefined && before.keySet.keyId === keySet.keyId) return before;
		const never = { keys: [], fetchedAt: Number.NEGATIVE_INFINITY, freshMs: 0, triedAt: Number.NEGATIVE_INFINITY };
		const nothing: KnownKeys = { keySet, ...never, fetching: undefined };
		known.set(clientId, nothing);
		return nothing;
	}

	async function fetchInto(entry: KnownKeys, clientId: string, from: Outbound): Promise<void> {
		entry.triedAt = clock.now();
		try {
			const { keys, freshMs } = await fetchKeys(from, entry.keySet.uri);
			Object.assign(entry, { keys, freshMs, fetchedAt: clock.now() });
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			logger.warn({ clientId, error: reason }, 'the keys of a client application could not be fetched');
		}
	}

	// Either way, so that a clock that went back makes nothing count for longer.
	const since = (at: number): number => Math.abs(clock.now() - at);

	return {
		async find(clientId, keySet, choose) {
			if (outbound === undefined) return undefined;
			const entry = knownOf(clientId, keySet);
			const found = since(entry.fetchedAt) < entry.freshMs ? choose(entry.keys) : undefined;
			if (found !== undefined) return found;
			if (entry.fetching === undefined && since(entry.triedAt) >= FETCH_INTERVAL_MS) {
				entry.fetching = fetchInto(entry, clientId, outbound).finally(() => {
					entry.fetching = undefined;
				});
			}
			await entry.fetching;
			return since(entry.fetchedAt) < entry.freshMs + STALE_MS ? choose(entry.keys) : undefined;
		},
	};
}
