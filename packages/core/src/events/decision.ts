import type { Random } from '../ports.ts';
import { randomBase62 } from '../secrets/base62.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { DecidedEvent, EventActor, LatchkeyEvent } from './event.ts';

/** What a pure decision yields: the next state, and what to tell the world. The same state object means no change. */
export interface Decision<State> {
	readonly state: State;
	readonly events: readonly DecidedEvent[];
}

export interface Stamp extends Tenant {
	readonly clientId: string | null;
	/** The revision that the write will give the document. */
	readonly revision: number;
	readonly occurredAt: number;
	readonly actor: EventActor;
}

const EVENT_ID_LENGTH = 22;

/** Gives decided events their identity. */
export function stampEvents(random: Random, decided: readonly DecidedEvent[], stamp: Stamp): LatchkeyEvent[] {
	const { customerId, domainId, clientId, revision, occurredAt, actor } = stamp;
	return decided.map((event) => ({
		id: `evt_${randomBase62(random, EVENT_ID_LENGTH)}`,
		customerId,
		domainId,
		clientId,
		revision,
		occurredAt,
		actor,
		...event,
	}));
}

/** The fields whose value differs: what a compare-and-set has to write. Values are compared as plain data. */
export function changedFields<State extends object>(before: State, after: State): Partial<State> {
	const changes: Partial<State> = {};
	for (const key of Object.keys(after) as (keyof State)[]) {
		const [old, next] = [before[key], after[key]];
		if (old !== next && JSON.stringify(old) !== JSON.stringify(next)) changes[key] = next;
	}
	return changes;
}
