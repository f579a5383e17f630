import { LatchkeyError } from '../errors.ts';
import { type CommitParts, committer, type Outcome } from '../events/commit.ts';
import type { EventActor, LatchkeyEvent } from '../events/event.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { decideEndpoint, type EndpointCommand } from './decide.ts';
import type { Endpoint } from './endpoint.ts';
import type { EndpointRepository } from './repositories.ts';

/** Chooses the command for the state as it is; throws where the command is not allowed there. */
export type EndpointPlan = (endpoint: Endpoint, now: number) => EndpointCommand;

/** Commits decisions about endpoints. */
export interface EndpointWriter {
	/** Throws `not_found`, `conflict`, `outbox_full`, or what `plan` throws. */
	change(tenant: Tenant, endpointId: string, actor: EventActor, plan: EndpointPlan): Promise<Outcome<Endpoint>>;
}

export interface EndpointWriterParts extends CommitParts {
	readonly endpoints: EndpointRepository;
	/** Told of what this process has committed, at once. */
	readonly onCommitted: (events: readonly LatchkeyEvent[]) => void;
}

export function endpointWriter({ endpoints, onCommitted, ...parts }: EndpointWriterParts): EndpointWriter {
	const commit = committer<Endpoint>('endpoint', parts);
	return {
		change: (tenant, endpointId, actor, plan) =>
			commit(endpointId, actor, {
				async find() {
					const found = await endpoints.find(tenant, endpointId);
					if (found === undefined) throw endpointNotFound();
					return found;
				},
				decide: (before, now) => decideEndpoint(before, plan(before, now), now),
				update: ({ revision }, changes, events) => endpoints.update(tenant, endpointId, revision, changes, events),
				onCommitted: (_, events) => onCommitted(events),
			}),
	};
}

export function endpointNotFound(): LatchkeyError {
	return new LatchkeyError('not_found', 'there is no such endpoint');
}
