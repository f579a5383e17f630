import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { grantIn } from '../applications/authorise.ts';
import { freeSlots } from '../applications/slots.ts';
import { LatchkeyError } from '../errors.ts';
import { stampEvents } from '../events/decision.ts';
import type { LatchkeyEvent } from '../events/event.ts';
import { HOST, userActor } from '../events/event-actor.ts';
import { invalidInput, parseInput } from '../input.ts';
import { assertNotRemoved, type Policies } from '../policies/policies.ts';
import type { Clock, Outbound, Random } from '../ports.ts';
import { randomBase62 } from '../secrets/base62.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { EndpointAuthority } from './authorise.ts';
import type { Endpoint } from './endpoint.ts';
import { endpointFieldSchemas, toldOrigin } from './fields.ts';
import type { EndpointRepository } from './repositories.ts';
import type { SigningSecretMint } from './signing-secret-mint.ts';
import { type EndpointView, endpointView } from './view.ts';
import type { EndpointWriter } from './writer.ts';

export const addEndpointSchema = z.strictObject({
	url: endpointFieldSchemas.url,
	description: endpointFieldSchemas.description.optional(),
	/** Null or absent for every type. */
	eventTypes: endpointFieldSchemas.eventTypes.optional(),
	/** Only what concerns this application; null or absent for the whole domain. */
	clientId: z.string().max(255).nullable().optional(),
});
export type AddEndpointInput = z.input<typeof addEndpointSchema>;

export interface AddedEndpoint {
	readonly endpoint: EndpointView;
	/** `whsec_…`: shown here and never again. */
	readonly signingSecret: string;
}

export interface AddEndpointParts {
	readonly endpoints: EndpointRepository;
	readonly authority: EndpointAuthority;
	readonly writer: EndpointWriter;
	readonly policies: Policies;
	readonly mintSigningSecret: SigningSecretMint;
	readonly outbound: Outbound | undefined;
	readonly clock: Clock;
	readonly random: Random;
	readonly endpointLimit: (tenant: Tenant) => number;
	readonly onCommitted: (events: readonly LatchkeyEvent[]) => void;
}

const ENDPOINT_ID_LENGTH = 22;
/** How often an add looks for a free slot again after others took the ones it saw. */
const MAX_ROUNDS = 100;

export type AddEndpoint = (actor: Actor, domainId: string, input: AddEndpointInput) => Promise<AddedEndpoint>;

export function addEndpoint(parts: AddEndpointParts): AddEndpoint {
	const { endpoints, authority, writer, policies, mintSigningSecret, outbound, clock, random } = parts;

	return async (actor, domainId, input) => {
		const { tenant } = grantIn(actor, domainId);
		const { url, description = '', eventTypes = null, clientId = null } = parseInput(addEndpointSchema, input);
		await authority.assertMayAdd(actor, domainId, clientId);
		assertMayBeSentTo(outbound, url);
		assertNotRemoved(await policies.ensure(tenant));
		const endpointId = `ep_${randomBase62(random, ENDPOINT_ID_LENGTH)}`;
		const { text, secret } = await mintSigningSecret(tenant, endpointId, userActor(actor));
		const now = clock.now();
		const endpoint: Omit<Endpoint, 'slot'> = {
			...tenant,
			endpointId,
			clientId,
			url,
			description,
			eventTypes,
			status: 'enabled',
			disabledReason: null,
			signingSecrets: [{ ...secret, createdAt: now, endsAt: null }],
			failingSince: null,
			nextAttemptAt: null,
			wakeups: 0,
			revision: 1,
			createdAt: now,
			createdBy: actor.userId,
			updatedAt: now,
			removedAt: null,
		};
		const data = { endpointId, origin: toldOrigin(url), eventTypes };
		const stamp = { ...tenant, clientId, revision: 1, occurredAt: now, actor: userActor(actor) };
		const events = stampEvents(random, [{ type: 'endpoint.added', data }], stamp);
		const inserted = await insertIntoFreeSlot(endpoint, events);
		await assertDomainStillThere(tenant, endpointId);
		return { endpoint: endpointView(inserted, now), signingSecret: text };
	};

	async function insertIntoFreeSlot(
		endpoint: Omit<Endpoint, 'slot'>,
		events: readonly LatchkeyEvent[],
	): Promise<Endpoint> {
		const limit = parts.endpointLimit(endpoint);
		for (let round = 0; round < MAX_ROUNDS; round++) {
			const free = freeSlots(await endpoints.slots(endpoint), limit, random);
			if (free.length === 0) {
				throw new LatchkeyError('limit_reached', `this domain has its limit of ${limit} endpoints`, { limit });
			}
			for (const slot of free) {
				const placed = { ...endpoint, slot };
				if ((await endpoints.insert(placed, events)) === 'done') {
					parts.onCommitted(events);
					return placed;
				}
			}
		}
		throw new LatchkeyError('conflict', 'too many endpoints are being added at once; try again');
	}

	/** A domain removed meanwhile must not keep a straggler: either the removal saw it, or it is taken back here. */
	async function assertDomainStillThere(tenant: Tenant, endpointId: string): Promise<void> {
		const policy = await policies.ensure(tenant);
		if (policy.removedAt === null) return;
		await writer.change(tenant, endpointId, HOST, () => ({ type: 'remove' }));
		assertNotRemoved(policy);
	}
}

/** What can be told before anything is sent; what a name resolves to is looked at whenever a connection is made. */
export function assertMayBeSentTo(outbound: Outbound | undefined, url: string): void {
	if (outbound === undefined) {
		throw new LatchkeyError(
			'no_notifications',
			'this platform sends no notifications: it was set up without `outbound`',
		);
	}
	const refusal = outbound.refusal(new URL(url));
	if (refusal !== undefined) throw invalidInput([{ path: ['url'], message: refusal }]);
}
