import { withdrawnEvents } from '../certificates/decide.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent, EditableFields } from '../events/event.ts';
import { type ClientApplication, tombstoneSlot } from './client-application.ts';

/** What the tokens that are out are held to as well. */
const REACHES_TOKENS: readonly (keyof EditableFields)[] = ['privileges', 'allowedAddresses'];

export function edit(
	application: ClientApplication,
	fields: EditableFields,
	status: 'enabled' | 'disabled' | undefined,
	now: number,
): Decision<ClientApplication> {
	const events: DecidedEvent[] = [];
	let state = application;
	const changed = (Object.keys(fields) as (keyof EditableFields)[]).filter(
		(key) => JSON.stringify(fields[key]) !== JSON.stringify(application[key]),
	);
	if (changed.length > 0) {
		const before = Object.fromEntries(changed.map((key) => [key, application[key]]));
		const after = Object.fromEntries(changed.map((key) => [key, fields[key]]));
		state = { ...state, ...after };
		if (changed.some((key) => REACHES_TOKENS.includes(key))) state = { ...state, invalidatedAt: now };
		events.push({ type: 'client_application.changed', data: { before, after } });
	}
	if (status !== undefined && status !== application.status) {
		state = status === 'disabled' ? disable(state, now) : enable(state, now);
		events.push({ type: `client_application.${status}`, data: {} });
	}
	return { state, events };
}

export function disable(application: ClientApplication, now: number): ClientApplication {
	return invalidateTokens({ ...application, status: 'disabled' }, now);
}

function enable(application: ClientApplication, now: number): ClientApplication {
	const lifecycle = { ...application.lifecycle, activeSince: now, idleWarning: null, idleDisabledAt: null };
	return { ...application, status: 'enabled', lifecycle };
}

/** Shreds the secrets at once, and takes back the certificates. The tombstone stays, to say that its tokens are dead and to carry its last events. */
export function remove(application: ClientApplication, now: number): Decision<ClientApplication> {
	const state: ClientApplication = {
		...application,
		status: 'removed',
		slot: tombstoneSlot(application.clientId),
		secrets: [],
		certificates: [],
		endedSecrets: [],
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
