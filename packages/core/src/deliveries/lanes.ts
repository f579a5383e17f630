import type { Endpoint } from '../notifications/endpoint.ts';
import type { EndpointKey, EndpointRepository } from '../notifications/repositories.ts';
import type { Logger } from '../ports.ts';
import { batched } from './batching.ts';
import { type LaneParts, workThrough } from './lane.ts';

/** The endpoints that this process holds, each worked through in a lane of its own. */
export interface Lanes {
	readonly size: number;
	/**
	 * Takes a lease of at most `limit` endpoints that are due, and works through those that have no lane here yet.
	 * Resolves to how many these are.
	 */
	begin(limit: number): Promise<number>;
	/** Makes the leases of all that are under way last longer. */
	renew(): Promise<void>;
}

export interface LanesParts extends LaneParts {
	readonly endpoints: EndpointRepository;
	readonly logger: Logger;
	/** A name that no other process has. */
	readonly holder: string;
	/** True once nothing more may begin. */
	readonly ending: () => boolean;
	readonly onEnded: () => void;
}

/** How long the endpoints wait of a process that was killed. A request can take longer: leases are renewed. */
const LEASE_MS = 6000;
export const RENEW_MS = 2000;

interface Lane {
	readonly key: EndpointKey;
	leaseEndsAt: number;
	/**
	 * It ran out, or was taken: the endpoint may be another one since, and what this lane has read of it tells nothing.
	 */
	lost: boolean;
	/** Taken once more while it was under way. */
	claimedAgain: boolean;
}

export function lanes(parts: LanesParts): Lanes {
	const { endpoints, clock, logger, holder, ending, onEnded } = parts;
	/** By endpoint id. */
	const underWay = new Map<string, Lane>();

	const giveBack = batched<EndpointKey>(async (keys) => {
		try {
			await endpoints.release(holder, keys);
		} catch (error) {
			// They come free by themselves.
			logger.warn({ error: String(error), endpoints: keys.length }, 'leases of endpoints could not be given back');
		}
	}, parts.gather);

	async function work(endpoint: Endpoint, lane: Lane): Promise<void> {
		underWay.set(lane.key.endpointId, lane);
		try {
			await workThrough(endpoint, parts, () => !ending() && !lane.lost && clock.now() < lane.leaseEndsAt);
			do {
				lane.claimedAgain = false;
				await giveBack(lane.key);
			} while (lane.claimedAgain);
		} catch (error) {
			// It stays leased for a while, so that it is not tried again and again without a pause.
			const { tenant, endpointId } = lane.key;
			logger.warn({ error: String(error), endpointId, ...tenant }, 'an endpoint could not be worked through');
		}
		underWay.delete(lane.key.endpointId);
		onEnded();
	}

	return {
		get size() {
			return underWay.size;
		},
		async begin(limit) {
			const now = clock.now();
			const claimed = await endpoints.claim({ holder, now, leaseMs: LEASE_MS, limit });
			let begun = 0;
			// Where two clocks differ by more than leases last, their processes take endpoints from each other, again and
			// again: with a lane for every time, each would send the same.
			for (const endpoint of claimed) {
				const { customerId, domainId, endpointId } = endpoint;
				const lane = underWay.get(endpointId);
				if (lane !== undefined) {
					lane.claimedAgain = true;
					continue;
				}
				begun += 1;
				const key = { tenant: { customerId, domainId }, endpointId };
				void work(endpoint, { key, leaseEndsAt: now + LEASE_MS, lost: false, claimedAgain: false });
			}
			return begun;
		},
		async renew() {
			const held = [...underWay.values()];
			if (held.length === 0) return;
			const now = clock.now();
			const keys = held.map(({ key }) => key);
			try {
				const ours = await endpoints.renew({ holder, now, leaseMs: LEASE_MS }, keys);
				const names = new Set(ours.map(({ endpointId }) => endpointId));
				for (const lane of held) {
					// What has run out is made to last again for the request that is out, and for nothing after it.
					if (!names.has(lane.key.endpointId) || lane.leaseEndsAt <= now) lane.lost = true;
					lane.leaseEndsAt = now + LEASE_MS;
				}
			} catch (error) {
				logger.warn({ error: String(error), endpoints: keys.length }, 'leases of endpoints could not be renewed yet');
			}
		},
	};
}
