import { changeKeys, type KeyChange, NO_KEYS } from '../assertions/change-keys.ts';
import { withdrawnEvents } from '../certificates/decide.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent, EditableFields } from '../events/event.ts';
import { type ClientApplication, tombstoneSlot } from './client-application.ts';
import { heldAfter, type ManagerHold } from './manager-holds.ts';

/** What the tokens that are out are held to as well. */
const REACHES_TOKENS: readonly (keyof EditedFields)[] = ['privileges', 'allowedAddresses'];

/** What an edit sets as it is; the keys change by rules of their own. */
export type EditedFields = Omit<EditableFields, 'publicKeys' | 'jwksUri' | 'heldByManager'>;

export interface Edit {
	readonly fields: EditedFields;
	readonly keys?: KeyChange | undefined;
	readonly status?: 'enabled' | 'disabled' | undefined;
	/** Whether who asks manages the domain: what they restrict, nobody else loosens. */
	readonly byManager?: boolean | undefined;
}

export function edit(
	application: ClientApplication,
	{ fields, keys, status, byManager = false }: Edit,
	now: number,
): Decision<ClientApplication> {
	const events: DecidedEvent[] = [];
	let state = application;
	const changed = (Object.keys(fields) as (keyof EditedFields)[]).filter(
		(key) => JSON.stringify(fields[key]) !== JSON.stringify(application[key]),
	);
	if (changed.length > 0) {
		state = { ...state, ...Object.fromEntries(changed.map((key) => [key, fields[key]])) };
		if (changed.some((key) => REACHES_TOKENS.includes(key))) state = { ...state, invalidatedAt: now };
	}
	const keyed = keys === undefined ? undefined : changeKeys(state, keys, now);
	state = keyed?.state ?? state;
	const switches = status !== undefined && status !== application.status;
	const { heldByManager } = application.lifecycle;
	// What a change of status holds or gives back is told with that change.
	const held = byManager ? heldAfter(heldByManager, switches ? { fields } : { fields, status }) : heldByManager;
	if (held !== heldByManager) state = holding(state, held);
	if (state !== application) {
		const hold = (value: typeof held): object => (held === heldByManager ? {} : { heldByManager: value });
		const before = {
			...Object.fromEntries(changed.map((key) => [key, application[key]])),
			...keyed?.before,
			...hold(heldByManager),
		};
		const after = {
			...Object.fromEntries(changed.map((key) => [key, fields[key]])),
			...keyed?.after,
			...hold(held),
		};
		events.push({ type: 'client_application.changed', data: { before, after } });
	}
	if (switches) {
		state = status === 'disabled' ? disable(state, now) : enable(state, now);
		const heldThen = byManager ? heldAfter(held, { fields: {}, status }) : held;
		if (heldThen !== held) state = holding(state, heldThen);
		const data = heldThen === held ? {} : { heldByManager: heldThen };
		events.push({ type: `client_application.${status}`, data });
	}
	return { state, events };
}

function holding(application: ClientApplication, heldByManager: readonly ManagerHold[]): ClientApplication {
	return { ...application, lifecycle: { ...application.lifecycle, heldByManager } };
}

export function disable(application: ClientApplication, now: number): ClientApplication {
	return invalidateTokens({ ...application, status: 'disabled' }, now);
}

function enable(application: ClientApplication, now: number): ClientApplication {
	const lifecycle = { ...application.lifecycle, activeSince: now, idleWarning: null, idleDisabledAt: null };
	return { ...application, status: 'enabled', lifecycle };
}

/**
 * Shreds the secrets at once, takes back the certificates and forgets the keys. The tombstone stays, to say that its
 * tokens are dead and to carry its last events.
 */
export function remove(application: ClientApplication, now: number): Decision<ClientApplication> {
	const state: ClientApplication = {
		...application,
		status: 'removed',
		slot: tombstoneSlot(application.clientId),
		secrets: [],
		certificates: [],
		endedSecrets: [],
		...NO_KEYS,
		revokedCredentials: [],
		lifecycle: { ...application.lifecycle, rotation: null, idleWarning: null },
		removedAt: now,
	};
	return {
		state: invalidateTokens(state, now),
		events: [...withdrawnEvents(application), { type: 'client_application.removed', data: { name: application.name } }],
	};
}

export function invalidateTokens(application: ClientApplication, now: number): ClientApplication {
	return { ...application, tokenEpoch: application.tokenEpoch + 1, invalidatedAt: now };
}
