import { LatchkeyError } from '../errors.ts';
import { changedFields, stampEvents } from '../events/decision.ts';
import type { EventActor, LatchkeyEvent } from '../events/event.ts';
import { keyedQueue } from '../keyed-queue.ts';
import type { Clock, Random, Scheduler } from '../ports.ts';
import type { ApplicationRepository, DueWork } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { ClientApplication } from './client-application.ts';
import { type ApplicationCommand, type DecisionRules, decide } from './decide.ts';

const MAX_ATTEMPTS = 12;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 100;

/** Chooses the command for the state as it is; throws where the command is not allowed there. */
export type Plan = (application: ClientApplication, now: number) => ApplicationCommand;

/** Commits decisions: reads, decides, compares and sets, and decides again where somebody else was quicker. */
export interface ApplicationWriter {
	/** Resolves to the state that was committed. Throws `not_found`, `conflict`, `outbox_full`, or what `plan` throws. */
	change(tenant: Tenant, clientId: string, actor: EventActor, plan: Plan): Promise<ClientApplication>;
}

export interface ApplicationWriterParts {
	readonly applications: ApplicationRepository;
	readonly dueWork: Pick<DueWork, 'reschedule'>;
	readonly clock: Clock;
	readonly random: Random;
	readonly scheduler: Scheduler;
	readonly rules: DecisionRules;
	/** Told of what this process has committed, at once. */
	readonly onCommitted: (application: ClientApplication, events: readonly LatchkeyEvent[]) => void;
}

export function applicationWriter(parts: ApplicationWriterParts): ApplicationWriter {
	const { applications, dueWork, clock, random, scheduler, rules, onCommitted } = parts;
	// Writers of one process queue up instead of beating each other; only other processes are left to race with.
	const queue = keyedQueue();

	async function attempt(
		tenant: Tenant,
		clientId: string,
		actor: EventActor,
		plan: Plan,
	): Promise<ClientApplication | 'stale'> {
		const before = await applications.find(tenant, clientId);
		if (before === undefined) throw applicationNotFound();
		const now = clock.now();
		const { state, events: decided } = decide(before, plan(before, now), now, rules);
		if (state === before && decided.length === 0) return before;
		const revision = before.revision + 1;
		const stamp = { ...tenant, clientId, revision, occurredAt: now, actor };
		const events = stampEvents(random, decided, stamp);
		const changes = changedFields(before, state);
		if (events.length === 0 && Object.keys(changes).every((field) => field === 'nextDueAt')) {
			const done = await dueWork.reschedule(tenant, clientId, before.revision, state.nextDueAt);
			if (!done) return 'stale';
			const rescheduled = { ...before, nextDueAt: state.nextDueAt };
			onCommitted(rescheduled, events);
			return rescheduled;
		}
		const result = await applications.update(tenant, clientId, before.revision, changes, events);
		if (result === 'stale') return 'stale';
		if (result === 'outbox_full') throw outboxFull();
		const after = { ...state, revision };
		onCommitted(after, events);
		return after;
	}

	return {
		change: (tenant, clientId, actor, plan) =>
			queue.run(clientId, async () => {
				for (let count = 0; count < MAX_ATTEMPTS; count++) {
					const result = await attempt(tenant, clientId, actor, plan);
					if (result !== 'stale') return result;
					await scheduler.delay(pause(random, count));
				}
				throw new LatchkeyError('conflict', 'others keep changing this client application; try again');
			}),
	};
}

export function applicationNotFound(): LatchkeyError {
	return new LatchkeyError('not_found', 'there is no such client application');
}

export function outboxFull(): LatchkeyError {
	return new LatchkeyError('outbox_full', 'too many events wait to be relayed; try again later');
}

/** Full jitter: between nothing and a doubling bound. */
function pause(random: Random, count: number): number {
	const bound = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** count);
	return ((random.bytes(1)[0] ?? 0) / 256) * bound;
}
