import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { NO_KEYS } from '../assertions/change-keys.ts';
import { LatchkeyError } from '../errors.ts';
import { stampEvents } from '../events/decision.ts';
import type { DecidedEvent, LatchkeyEvent } from '../events/event.ts';
import { HOST, userActor } from '../events/event-actor.ts';
import { parseInput } from '../input.ts';
import type { DigestKey } from '../keys/digest-key.ts';
import { initialLifecycle } from '../lifecycle/state.ts';
import { assertNotRemoved, type Policies } from '../policies/policies.ts';
import type { Clock, Random } from '../ports.ts';
import type { PrivilegeCatalogue } from '../privileges.ts';
import { freshSecret } from '../secrets/decide.ts';
import { chosenExpiry } from '../secrets/expiry.ts';
import type { SecretMint } from '../secrets/mint.ts';
import type { ApplicationRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { assertTokenLifetime, type TokenLifetimes } from '../tokens/settings.ts';
import { assertMayGrant, grantIn } from './authorise.ts';
import type { ClientApplication } from './client-application.ts';
import { generateClientId } from './client-id.ts';
import { allowedAddressesSchema, descriptionSchema, nameSchema, privilegesSchema } from './fields.ts';
import { type IdentifiedRequest, identifyRequest } from './idempotency.ts';
import { heldAfter } from './manager-holds.ts';
import type { Reveal } from './reveal.ts';
import { freeSlots } from './slots.ts';
import { applicationView, type ClientApplicationView, type Credentials, credentialsOf } from './view.ts';
import type { ApplicationWriter } from './writer.ts';

export const addApplicationSchema = z.strictObject({
	name: nameSchema,
	description: descriptionSchema.optional(),
	privileges: privilegesSchema.optional(),
	allowedAddresses: allowedAddressesSchema.optional(),
	/** Within the host's bounds; as the host has it where absent or null. */
	tokenLifetimeSeconds: z.int().nullable().optional(),
	/** Milliseconds since the epoch; where absent or null, never, or after the longest lifetime of the domain. */
	secretExpiresAt: z.int().nullable().optional(),
});
export type AddApplicationInput = z.input<typeof addApplicationSchema>;

export interface AddedApplication {
	readonly application: ClientApplicationView;
	readonly credentials: Credentials;
}

export interface AddParts {
	readonly applications: ApplicationRepository;
	readonly writer: ApplicationWriter;
	readonly policies: Policies;
	readonly digestKey: DigestKey;
	readonly mint: SecretMint;
	readonly clock: Clock;
	readonly random: Random;
	readonly catalogue: PrivilegeCatalogue;
	readonly clientIdPrefix: string;
	readonly limit: (tenant: Tenant) => number;
	readonly tokenLifetimes: TokenLifetimes;
	readonly onCommitted: (application: ClientApplication, events: readonly LatchkeyEvent[]) => void;
	/** Shows the credentials of an application that an earlier request with the same Idempotency-Key added. */
	readonly showAgain: Reveal['showAgain'];
}

/** How often an add looks for a free slot again after others took the ones it saw. */
const MAX_ROUNDS = 100;

export type AddApplication = (
	actor: Actor,
	domainId: string,
	input: AddApplicationInput,
	idempotencyKey?: string,
) => Promise<AddedApplication>;

export function addApplication(parts: AddParts): AddApplication {
	const { applications, writer, policies, digestKey, mint, clock, random, catalogue } = parts;

	return async (actor, domainId, input, idempotencyKey) => {
		const { tenant, grant } = grantIn(actor, domainId);
		const now = clock.now();
		const fields = parseInput(addApplicationSchema, input);
		const { name, description = '', privileges = [], allowedAddresses = [], tokenLifetimeSeconds = null } = fields;
		catalogue.assertKnown(privileges);
		assertMayGrant(grant, privileges);
		assertTokenLifetime(tokenLifetimeSeconds, parts.tokenLifetimes);
		const policy = await policies.ensure(tenant);
		assertNotRemoved(policy);
		const expiresAt = chosenExpiry(fields.secretExpiresAt, policy.rules, now, 'secretExpiresAt');

		const request =
			idempotencyKey === undefined
				? undefined
				: identifyRequest(await digestKey.get(), parts.clientIdPrefix, { tenant, actor, idempotencyKey, fields });
		const clientId = request?.clientId ?? generateClientId(random, parts.clientIdPrefix, tenant);
		if (request !== undefined) {
			const earlier = await applications.find(tenant, clientId);
			if (earlier !== undefined) return answerAgain(actor, earlier, request);
		}

		const heldByManager = grant.manage ? heldAfter([], { fields: { allowedAddresses } }) : [];
		const minted = await mint({
			policy,
			clientId,
			createdBy: actor.userId,
			expiresAt,
			secretId: request?.secretId,
		});
		const application: Omit<ClientApplication, 'slot'> = {
			...tenant,
			clientId,
			name,
			description,
			ownerId: actor.userId,
			privileges,
			allowedAddresses,
			tokenLifetimeSeconds,
			status: 'enabled',
			secrets: [freshSecret(minted.secret, now)],
			certificates: [],
			endedSecrets: [],
			...NO_KEYS,
			revokedCredentials: [],
			tokenEpoch: 0,
			revision: 1,
			createdAt: now,
			createdBy: actor.userId,
			updatedAt: now,
			removedAt: null,
			invalidatedAt: null,
			lifecycle: { ...initialLifecycle(now), heldByManager },
			nextDueAt: now,
			requestDigest: request?.digest ?? null,
		};
		const inserted = await insertIntoFreeSlot(application, addedEvents(actor, application));
		if (inserted === undefined) {
			const earlier = await applications.find(tenant, clientId);
			if (earlier === undefined || request === undefined) throw new LatchkeyError('conflict', 'try again');
			return answerAgain(actor, earlier, request);
		}
		await assertDomainStillThere(tenant, clientId);
		return {
			application: applicationView(inserted, [], now),
			credentials: credentialsOf(clientId, minted.text),
		};
	};

	function addedEvents(actor: Actor, application: Omit<ClientApplication, 'slot'>): LatchkeyEvent[] {
		const { name, ownerId, privileges, allowedAddresses, tokenLifetimeSeconds } = application;
		const { customerId, domainId, clientId, revision, createdAt } = application;
		const { heldByManager } = application.lifecycle;
		const held = heldByManager.length === 0 ? {} : { heldByManager };
		const data = { name, ownerId, privileges, allowedAddresses, tokenLifetimeSeconds, ...held };
		const decided: DecidedEvent[] = [
			{ type: 'client_application.added', data },
			...application.secrets.map(
				({ secretId, expiresAt }): DecidedEvent => ({
					type: 'client_secret.added',
					data: { secretId, expiresAt, superseded: [] },
				}),
			),
		];
		const actorOfEvent = userActor(actor);
		const stamp = { customerId, domainId, clientId, revision, occurredAt: createdAt, actor: actorOfEvent };
		return stampEvents(random, decided, stamp);
	}

	/** Undefined where the Client ID is taken: a request with the same Idempotency-Key was quicker. */
	async function insertIntoFreeSlot(
		application: Omit<ClientApplication, 'slot'>,
		events: readonly LatchkeyEvent[],
	): Promise<ClientApplication | undefined> {
		const limit = parts.limit(application);
		for (let round = 0; round < MAX_ROUNDS; round++) {
			const free = freeSlots(await applications.slots(application), limit, random);
			if (free.length === 0) {
				throw new LatchkeyError('limit_reached', `this domain has its limit of ${limit} client applications`, {
					limit,
				});
			}
			for (const slot of free) {
				const placed = { ...application, slot };
				const result = await applications.insert(placed, events);
				if (result === 'client_id_taken') return undefined;
				if (result === 'done') {
					parts.onCommitted(placed, events);
					return placed;
				}
			}
		}
		throw new LatchkeyError('conflict', 'too many client applications are being added at once; try again');
	}

	/** A domain removed meanwhile must not keep a straggler: either the removal saw it, or it is taken back here. */
	async function assertDomainStillThere(tenant: Tenant, clientId: string): Promise<void> {
		const policy = await policies.ensure(tenant);
		if (policy.removedAt === null) return;
		await writer.change(tenant, clientId, HOST, () => ({ type: 'remove' }));
		assertNotRemoved(policy);
	}

	async function answerAgain(
		actor: Actor,
		earlier: ClientApplication,
		{ digest, secretId }: IdentifiedRequest,
	): Promise<AddedApplication> {
		if (earlier.requestDigest !== digest) {
			throw new LatchkeyError('idempotency_key_reused', 'this Idempotency-Key was used for another request before');
		}
		const credentials = await parts.showAgain(actor, earlier, secretId);
		return { application: applicationView(earlier, [], clock.now()), credentials };
	}
}
