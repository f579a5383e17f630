import { LatchkeyError } from '../errors.ts';
import { keyedQueue } from '../keyed-queue.ts';
import type { Clock, Random, Scheduler } from '../ports.ts';
import type { UpdateResult } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { changedFields, type Decision, stampEvents } from './decision.ts';
import type { EventActor, LatchkeyEvent } from './event.ts';

const MAX_ATTEMPTS = 12;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 100;

/** How one document is changed. What `find` and `decide` throw ends it. */
export interface Change<State> {
	find(): Promise<State>;
	decide(before: State, now: number): Decision<State> | Promise<Decision<State>>;
	/** Compares and sets; `unrevised` where it left the revision alone. */
	update(before: State, changes: Partial<State>, events: readonly LatchkeyEvent[]): Promise<UpdateResult | 'unrevised'>;
	/** Told of what this process has committed, at once. */
	onCommitted(state: State, events: readonly LatchkeyEvent[], before: State): void;
}

/** The state that is in the store by now; without events where the decision was to leave it as it is. */
export interface Outcome<State> {
	readonly state: State;
	readonly events: readonly LatchkeyEvent[];
}

export interface CommitParts {
	readonly clock: Clock;
	readonly random: Random;
	readonly scheduler: Scheduler;
}

/**
 * Commits decisions: reads, decides, compares and sets, and decides again where somebody else was quicker. The key
 * names the document. Throws also `conflict` and `outbox_full`.
 */
export function committer<State extends Tenant & { readonly revision: number; readonly clientId?: string | null }>(
	kind: string,
	{ clock, random, scheduler }: CommitParts,
): (key: string, actor: EventActor, change: Change<State>) => Promise<Outcome<State>> {
	// Writers of one process queue up instead of beating each other; only other processes are left to race with.
	const queue = keyedQueue();

	async function attempt(actor: EventActor, change: Change<State>): Promise<Outcome<State> | 'stale'> {
		const before = await change.find();
		const now = clock.now();
		const { state, events: decided } = await change.decide(before, now);
		if (state === before && decided.length === 0) return { state, events: [] };
		const { customerId, domainId, clientId = null } = before;
		const revision = before.revision + 1;
		const events = stampEvents(random, decided, { customerId, domainId, clientId, revision, occurredAt: now, actor });
		const result = await change.update(before, changedFields(before, state), events);
		if (result === 'stale') return result;
		if (result === 'outbox_full')
			throw new LatchkeyError(result, 'too many events wait to be relayed; try again later');
		const after = { ...state, revision: result === 'unrevised' ? before.revision : revision };
		change.onCommitted(after, events, before);
		return { state: after, events };
	}

	return (key, actor, change) =>
		queue.run(key, async () => {
			for (let count = 0; count < MAX_ATTEMPTS; count++) {
				const outcome = await attempt(actor, change);
				if (outcome !== 'stale') return outcome;
				await scheduler.delay(pause(random, count));
			}
			throw new LatchkeyError('conflict', `others keep changing this ${kind}; try again`);
		});
}

/** Full jitter: between nothing and a doubling bound. */
function pause(random: Random, count: number): number {
	const bound = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** count);
	return ((random.bytes(1)[0] ?? 0) / 256) * bound;
}
