import type { KeyObject } from 'node:crypto';
import type { Delivery } from '../notifications/delivery.ts';
import type { Endpoint } from '../notifications/endpoint.ts';
import type { DeliveryRepository, EndpointRepository } from '../notifications/repositories.ts';
import type { Retirement } from '../notifications/retirement.ts';
import type { Clock, Random } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { decideAttempt } from './attempt.ts';
import type { Gather } from './gathering.ts';
import { type EndpointHealth, healthAfter } from './health.ts';
import { type Admit, type Chain, workInWindow } from './in-window.ts';
import type { NoteHealth } from './note-health.ts';
import { FIRST_PACE, type Pace, type PaceMemory, paceAfter, SLOW_PACE } from './pace.ts';
import type { RecordAttempt } from './recorder.ts';
import type { Room } from './room.ts';
import type { SendAttempt } from './send-attempt.ts';

/** What all lanes of a process share. */
export interface LaneParts {
	readonly endpoints: Pick<EndpointRepository, 'find' | 'reschedule'>;
	readonly deliveries: Pick<DeliveryRepository, 'due' | 'nextAttemptAt' | 'hold'>;
	/** Those that sign now. */
	readonly signingKeys: (endpoint: Endpoint, now: number) => Promise<readonly KeyObject[]>;
	readonly send: SendAttempt;
	readonly record: RecordAttempt;
	readonly gather: Gather;
	readonly noteHealth: NoteHealth;
	readonly whenIdle: Retirement['whenIdle'];
	readonly paces: PaceMemory;
	/** For lanes of slow endpoints: all others are kept free of them. */
	readonly slowLanes: Room;
	/** For requests beyond the one that every lane may have under way. */
	readonly burst: Room;
	readonly clock: Clock;
	readonly random: Random;
	/** Calls off what is being sent. */
	readonly signal: AbortSignal;
}

/** Whether the endpoint still is this process's to send to. */
export type MayGoOn = () => boolean;

/** So many rounds are read at a time: in between it is looked at anew, since it may have been paused or changed. */
const ROUNDS_A_PAGE = 8;
const MAX_PAGE = 100;
/** How long an endpoint waits for a lane among the slow ones; one that has failed has time. */
const DEFER_MS = 1000;
const DEFER_FAILING_MS = 30_000;
const HOLD_BATCH = 500;

/**
 * Sends what is due to one endpoint that this process holds, until nothing more is: first attempts in order for each
 * application, one at a time, and retries beside them. Every attempt is recorded before the next of its application.
 */
export async function workThrough(claimed: Endpoint, parts: LaneParts, mayGoOn: MayGoOn): Promise<void> {
	const { endpoints, deliveries, paces, slowLanes, burst, clock } = parts;
	const { endpointId, customerId, domainId } = claimed;
	const tenant: Tenant = { customerId, domainId };
	let pace = paces.get(endpointId) ?? (claimed.failingSince === null ? FIRST_PACE : SLOW_PACE);
	let leaveSlow: (() => void) | undefined;

	/** Whether there is room for it at its pace. */
	function finds(): boolean {
		if (pace.slow) leaveSlow ??= slowLanes.take();
		else leave();
		return !pace.slow || leaveSlow !== undefined;
	}

	function leave(): void {
		leaveSlow?.();
		leaveSlow = undefined;
	}

	async function sendPage(endpoint: Endpoint, page: readonly Delivery[]): Promise<EndpointHealth> {
		const keys = await parts.signingKeys(endpoint, clock.now());
		const { slow } = pace;
		let health: EndpointHealth = { failingSince: endpoint.failingSince, disable: null };
		const admit: Admit = (underWay) => {
			if (!mayGoOn() || health.disable !== null || pace.slow !== slow || underWay >= pace.window) return undefined;
			return underWay === 0 ? () => undefined : burst.take();
		};
		await workInWindow(chainsOf(page), admit, async (delivery) => {
			const outcome = await parts.send({ url: endpoint.url, keys, delivery, signal: parts.signal });
			if (outcome === undefined) return;
			const { verdict, result } = decideAttempt(delivery, outcome, parts.random);
			const durationMs = outcome.endedAt - outcome.startedAt;
			pace = paceAfter(pace, { verdict, answered: outcome.answer !== null, durationMs });
			health = healthAfter(health, verdict, outcome.endedAt);
			await parts.record(tenant, result);
		});
		return health;
	}

	async function note(endpoint: Endpoint, health: EndpointHealth): Promise<void> {
		if (health.disable === null && health.failingSince === endpoint.failingSince) return;
		if (!(await parts.noteHealth(endpoint, health))) return;
		while ((await deliveries.hold(tenant, endpointId, HOLD_BATCH)) === HOLD_BATCH);
	}

	/** Whether there is nothing more to do by now, and that is written down. */
	async function rests(endpoint: Endpoint): Promise<boolean> {
		const nextAttemptAt = await deliveries.nextAttemptAt(tenant, endpointId);
		if (nextAttemptAt !== null && nextAttemptAt <= clock.now()) return false;
		// Before it is said that there is nothing more: who ends in between leaves it to be looked at again.
		if (nextAttemptAt === null && (await parts.whenIdle(endpoint))) return true;
		await parts.gather();
		return await endpoints.reschedule(tenant, endpointId, endpoint.wakeups, nextAttemptAt);
	}

	let endpoint: Endpoint | undefined = claimed;
	try {
		while (endpoint?.status === 'enabled' && mayGoOn()) {
			if (!finds()) {
				// Where it was woken since, it stays due, and has its turn with the next claim.
				const defersMs = endpoint.failingSince === null ? DEFER_MS : DEFER_FAILING_MS;
				await endpoints.reschedule(tenant, endpointId, endpoint.wakeups, clock.now() + defersMs);
				return;
			}
			const page = await deliveries.due(tenant, endpointId, clock.now(), pageSize(pace));
			if (page.length === 0) {
				if (await rests(endpoint)) return;
			} else {
				await note(endpoint, await sendPage(endpoint, page));
				// Where others wait for a place among the slow, they take turns.
				if (leaveSlow !== undefined && slowLanes.full) leave();
			}
			endpoint = await endpoints.find(tenant, endpointId);
		}
	} finally {
		leave();
		paces.set(endpointId, pace);
	}
}

function pageSize({ window, slow }: Pace): number {
	return slow ? 1 : Math.min(MAX_PAGE, window * ROUNDS_A_PAGE);
}

/** First attempts of one application one after the other; a retry waits for nobody. */
function chainsOf(page: readonly Delivery[]): Chain<Delivery>[] {
	const first = Map.groupBy(
		page.filter(({ tries }) => tries === 0),
		({ event }) => event.clientId,
	);
	return [...first.values(), ...page.filter(({ tries }) => tries > 0).map((delivery) => [delivery])];
}
