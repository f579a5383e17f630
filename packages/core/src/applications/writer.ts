import { LatchkeyError } from '../errors.ts';
import { type CommitParts, committer } from '../events/commit.ts';
import type { EventActor, LatchkeyEvent } from '../events/event.ts';
import type { ApplicationRepository, DueWork } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { ClientApplication } from './client-application.ts';
import { type ApplicationCommand, type DecisionRules, decide } from './decide.ts';

/** Chooses the command for the state as it is; throws where the command is not allowed there. */
export type Plan = (application: ClientApplication, now: number) => ApplicationCommand;

/** Commits decisions about client applications. */
export interface ApplicationWriter {
	/** Resolves to the state that was committed. Throws `not_found`, `conflict`, `outbox_full`, or what `plan` throws. */
	change(tenant: Tenant, clientId: string, actor: EventActor, plan: Plan): Promise<ClientApplication>;
}

export interface ApplicationWriterParts extends CommitParts {
	readonly applications: ApplicationRepository;
	readonly dueWork: Pick<DueWork, 'reschedule'>;
	readonly rules: DecisionRules;
	/** Told of what this process has committed, at once. */
	readonly onCommitted: (application: ClientApplication, events: readonly LatchkeyEvent[]) => void;
}

export function applicationWriter(parts: ApplicationWriterParts): ApplicationWriter {
	const { applications, dueWork, rules, onCommitted } = parts;
	const commit = committer<ClientApplication>('client application', parts);
	return {
		async change(tenant, clientId, actor, plan) {
			const { state } = await commit(clientId, actor, {
				async find() {
					const found = await applications.find(tenant, clientId);
					if (found === undefined) throw applicationNotFound();
					return found;
				},
				decide: (before, now) => decide(before, plan(before, now), now, rules),
				async update(before, changes, events) {
					const { nextDueAt = before.nextDueAt, ...others } = changes;
					if (events.length > 0 || Object.keys(others).length > 0) {
						return applications.update(tenant, clientId, before.revision, changes, events);
					}
					const done = await dueWork.reschedule(tenant, clientId, before.revision, nextDueAt);
					return done ? 'unrevised' : 'stale';
				},
				onCommitted,
			});
			return state;
		},
	};
}

export function applicationNotFound(): LatchkeyError {
	return new LatchkeyError('not_found', 'there is no such client application');
}
