import { tombstoneSlot } from '../applications/client-application.ts';
import { changedFields, type Decision } from '../events/decision.ts';
import type { DecidedEvent, EditableEndpoint } from '../events/event.ts';
import { inTurn } from '../events/in-turn.ts';
import type { Endpoint, SigningSecret } from './endpoint.ts';
import { toldOrigin } from './fields.ts';

export type EndpointFields = Partial<Pick<Endpoint, 'url' | 'description' | 'eventTypes'>>;

export type EndpointCommand =
	| {
			readonly type: 'edit';
			readonly fields: EndpointFields;
			readonly status?: 'enabled' | 'paused' | 'disabled' | undefined;
	  }
	/** The earlier secrets go on signing for the overlap. */
	| {
			readonly type: 'rotate';
			readonly secret: Pick<SigningSecret, 'secretId' | 'sealed'>;
			readonly overlapMs: number;
	  }
	| { readonly type: 'test' }
	| { readonly type: 'remove' };

/**
 * Every change of an endpoint that somebody asks for: a function of its state, one command and the time. Whoever calls
 * it has checked that it is allowed; a removed endpoint changes no more.
 */
export function decideEndpoint(endpoint: Endpoint, command: EndpointCommand, now: number): Decision<Endpoint> {
	if (endpoint.status === 'removed') return { state: endpoint, events: [] };
	const settle = (state: Endpoint): Decision<Endpoint> => ({ state: settleSecrets(state, now), events: [] });
	const act = (state: Endpoint): Decision<Endpoint> => apply(state, command, now);
	const { state, events } = inTurn(endpoint, settle, act, settle);
	if (state === endpoint) return { state, events };
	return { state: { ...state, updatedAt: now }, events };
}

/** Those that sign at this time: the newest one, and earlier ones within their overlap. */
export function signingSecretsAt({ signingSecrets }: Endpoint, now: number): readonly SigningSecret[] {
	return signingSecrets.filter(({ endsAt }) => endsAt === null || now < endsAt);
}

/** What has ended is shredded. */
function settleSecrets(endpoint: Endpoint, now: number): Endpoint {
	const signingSecrets = signingSecretsAt(endpoint, now);
	return signingSecrets.length === endpoint.signingSecrets.length ? endpoint : { ...endpoint, signingSecrets };
}

function apply(endpoint: Endpoint, command: EndpointCommand, now: number): Decision<Endpoint> {
	switch (command.type) {
		case 'edit':
			return inTurn(
				endpoint,
				(state) => setFields(state, command.fields),
				(state) => setStatus(state, command.status),
			);
		case 'rotate':
			return rotate(endpoint, command.secret, command.overlapMs, now);
		case 'test':
			return { state: endpoint, events: [{ type: 'endpoint.test', data: { endpointId: endpoint.endpointId } }] };
		case 'remove':
			return remove(endpoint, now);
	}
}

function setFields(endpoint: Endpoint, fields: EndpointFields): Decision<Endpoint> {
	const changes = changedFields(endpoint, { ...endpoint, ...fields });
	if (Object.keys(changes).length === 0) return { state: endpoint, events: [] };
	const state = { ...endpoint, ...changes };
	// Elsewhere it has not failed yet.
	const moved = changes.url === undefined ? state : { ...state, failingSince: null };
	const keys = Object.keys(changes) as (keyof EndpointFields)[];
	return { state: moved, events: [changed(endpoint, told(endpoint, keys), told(state, keys))] };
}

function told(endpoint: Endpoint, keys: readonly (keyof EndpointFields)[]): EditableEndpoint {
	return Object.fromEntries(
		keys.map((key) => (key === 'url' ? ['origin', toldOrigin(endpoint.url)] : [key, endpoint[key]])),
	);
}

function setStatus(endpoint: Endpoint, status: 'enabled' | 'paused' | 'disabled' | undefined): Decision<Endpoint> {
	const before = endpoint.status;
	if (status === undefined || status === before || before === 'removed') return { state: endpoint, events: [] };
	const { endpointId, failingSince } = endpoint;
	if (status === 'disabled') {
		return {
			state: { ...endpoint, status, disabledReason: 'by_user' },
			events: [{ type: 'endpoint.disabled', data: { endpointId, reason: 'by_user', failingSince } }],
		};
	}
	const state = { ...endpoint, status, disabledReason: null, failingSince: null };
	return { state, events: [changed(endpoint, { status: before }, { status })] };
}

function rotate(
	endpoint: Endpoint,
	secret: Pick<SigningSecret, 'secretId' | 'sealed'>,
	overlapMs: number,
	now: number,
): Decision<Endpoint> {
	const overlapEndsAt = now + overlapMs;
	const earlier = endpoint.signingSecrets.map((old) => ({
		...old,
		endsAt: Math.min(old.endsAt ?? overlapEndsAt, overlapEndsAt),
	}));
	const signingSecrets = [...earlier, { ...secret, createdAt: now, endsAt: null }];
	const previous = endpoint.signingSecrets.at(-1)?.secretId;
	const before = previous === undefined ? {} : { signingSecretId: previous };
	return {
		state: { ...endpoint, signingSecrets },
		events: [changed(endpoint, before, { signingSecretId: secret.secretId })],
	};
}

/** Shreds the signing secrets at once. The tombstone stays to carry its last events. */
function remove(endpoint: Endpoint, now: number): Decision<Endpoint> {
	const { endpointId, url } = endpoint;
	return {
		state: {
			...endpoint,
			status: 'removed',
			disabledReason: null,
			failingSince: null,
			slot: tombstoneSlot(endpointId),
			signingSecrets: [],
			removedAt: now,
		},
		events: [{ type: 'endpoint.removed', data: { endpointId, origin: toldOrigin(url) } }],
	};
}

function changed({ endpointId }: Endpoint, before: EditableEndpoint, after: EditableEndpoint): DecidedEvent {
	return { type: 'endpoint.changed', data: { endpointId, before, after } };
}
