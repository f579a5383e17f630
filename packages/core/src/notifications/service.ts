import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { grantIn } from '../applications/authorise.ts';
import { meetsPrecondition, type Precondition } from '../applications/entity-tag.ts';
import { DAY_MS } from '../durations.ts';
import { LatchkeyError } from '../errors.ts';
import { userActor } from '../events/event-actor.ts';
import { parseInput } from '../input.ts';
import { MAX_OVERLAP_MS } from '../lifecycle/rules.ts';
import { cursorsOf, pageSchema } from '../paging.ts';
import type { Clock, Outbound } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { type AddEndpoint, type AddedEndpoint, assertMayBeSentTo } from './add.ts';
import type { EndpointAuthority } from './authorise.ts';
import { signingSecretsAt } from './decide.ts';
import { deliveryIdOf } from './delivery-id.ts';
import type { DeliveryLog } from './delivery-log.ts';
import { type Endpoint, MAX_SIGNING_SECRETS } from './endpoint.ts';
import { endpointFieldSchemas } from './fields.ts';
import type { EndpointPosition, EndpointRepository } from './repositories.ts';
import type { SigningSecretMint } from './signing-secret-mint.ts';
import { assertNotDisabled } from './status.ts';
import { type EndpointView, endpointTag, endpointView } from './view.ts';
import type { EndpointWriter } from './writer.ts';

export const changeEndpointSchema = z.strictObject({
	url: endpointFieldSchemas.url.optional(),
	description: endpointFieldSchemas.description.optional(),
	/** The whole new set; null for every type. */
	eventTypes: endpointFieldSchemas.eventTypes.optional(),
	status: z.enum(['enabled', 'paused', 'disabled']).optional(),
});
export type ChangeEndpointInput = z.input<typeof changeEndpointSchema>;

export type ListEndpointsInput = z.input<typeof pageSchema>;

const cursors = cursorsOf('endpoints', z.object({ createdAt: z.int(), endpointId: z.string().max(200) }));

export interface EndpointPage extends Tenant {
	/** Newest first. */
	readonly items: readonly EndpointView[];
	/** What to pass as `cursor` for the page after; null at the end. */
	readonly next: string | null;
	/** Live endpoints that the actor sees. */
	readonly count: number;
	/** How many the domain may have. */
	readonly limit: number;
}

export const rotateSigningSecretSchema = z.strictObject({
	/**
	 * How long the earlier secrets go on signing beside the new one, in milliseconds, at most 90 days; 24 hours where
	 * absent.
	 */
	overlapMs: z.int().min(0).max(MAX_OVERLAP_MS).optional(),
});
export type RotateSigningSecretInput = z.input<typeof rotateSigningSecretSchema>;

/**
 * Endpoints, for an actor who manages the domain, or of applications that they own. Every call may throw `not_found`.
 */
export interface EndpointService extends DeliveryLog {
	/** Throws also `forbidden`, `limit_reached`, `domain_removed`, and `no_notifications` where the host sends none. */
	readonly add: AddEndpoint;
	list(actor: Actor, domainId: string, input?: ListEndpointsInput): Promise<EndpointPage>;
	get(actor: Actor, domainId: string, endpointId: string): Promise<EndpointView>;
	/** All of the change or nothing. What comes while it is paused is sent in order when it is enabled again. */
	change(
		actor: Actor,
		domainId: string,
		endpointId: string,
		input: ChangeEndpointInput,
		ifMatch?: Precondition,
	): Promise<EndpointView>;
	/** Shreds its signing secrets, and deletes its deliveries. */
	remove(actor: Actor, domainId: string, endpointId: string, ifMatch?: Precondition): Promise<void>;
	/** A new signing secret; the earlier ones sign beside it for the overlap. Throws also `too_many_secrets`. */
	rotate(actor: Actor, domainId: string, endpointId: string, input: RotateSigningSecretInput): Promise<AddedEndpoint>;
	/** Sends a test event to this endpoint alone. Throws also `endpoint_disabled`. */
	test(actor: Actor, domainId: string, endpointId: string): Promise<{ readonly deliveryId: string }>;
}

export interface EndpointServiceParts {
	readonly endpoints: EndpointRepository;
	readonly authority: EndpointAuthority;
	readonly add: AddEndpoint;
	readonly writer: EndpointWriter;
	readonly log: DeliveryLog;
	/** Keeps what is pending for a replay. */
	readonly holdAll: (tenant: Tenant, endpointId: string) => Promise<void>;
	readonly removeDeliveries: (tenant: Tenant, endpointId: string) => Promise<void>;
	readonly mintSigningSecret: SigningSecretMint;
	readonly outbound: Outbound | undefined;
	readonly clock: Clock;
	readonly endpointLimit: (tenant: Tenant) => number;
}

const DEFAULT_OVERLAP_MS = DAY_MS;

export function endpointService(parts: EndpointServiceParts): EndpointService {
	const { endpoints, authority, writer, clock, mintSigningSecret, outbound } = parts;

	async function page(actor: Actor, domainId: string, limit: number, after: EndpointPosition | undefined) {
		const { tenant, grant } = grantIn(actor, domainId);
		if (grant.manage) {
			const [found, slots] = await Promise.all([endpoints.list(tenant, { limit, after }), endpoints.slots(tenant)]);
			return { found, count: slots.length };
		}
		// Whose application an endpoint is of is said by the application, which may be handed over.
		const own = await authority.own(actor, grant, tenant, await endpoints.live(tenant));
		const following = own.filter((endpoint) => after === undefined || comesAfter(endpoint, after));
		const found = following.toSorted((a, b) => (comesAfter(a, b) ? 1 : -1)).slice(0, limit);
		return { found, count: own.length };
	}

	return {
		...parts.log,
		add: parts.add,
		async list(actor, domainId, input = {}) {
			const { tenant } = grantIn(actor, domainId);
			const { limit, cursor } = parseInput(pageSchema, input);
			const { found, count } = await page(actor, domainId, limit, cursors.after(cursor, tenant));
			const now = clock.now();
			return {
				...tenant,
				items: found.map((endpoint) => endpointView(endpoint, now)),
				next: cursors.next(found, limit, tenant),
				count,
				limit: parts.endpointLimit(tenant),
			};
		},
		async get(actor, domainId, endpointId) {
			return endpointView(await authority.seen(actor, domainId, endpointId), clock.now());
		},
		async change(actor, domainId, endpointId, input, ifMatch) {
			const { tenant } = grantIn(actor, domainId);
			const { status, ...given } = parseInput(changeEndpointSchema, input);
			const seen = await authority.seen(actor, domainId, endpointId);
			if (given.url !== undefined && given.url !== seen.url) assertMayBeSentTo(outbound, given.url);
			// What it did not take by the time it was disabled waits for a replay, also where holding it was cut short.
			if (status !== undefined && seen.status === 'disabled') await parts.holdAll(tenant, endpointId);
			const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
			const { state: endpoint } = await writer.change(tenant, endpointId, userActor(actor), (current) => {
				assertPrecondition(current, ifMatch);
				return { type: 'edit', fields, status };
			});
			if (endpoint.status === 'disabled') await parts.holdAll(tenant, endpointId);
			return endpointView(endpoint, clock.now());
		},
		async remove(actor, domainId, endpointId, ifMatch) {
			const { tenant } = grantIn(actor, domainId);
			await authority.seen(actor, domainId, endpointId);
			await writer.change(tenant, endpointId, userActor(actor), (current) => {
				assertPrecondition(current, ifMatch);
				return { type: 'remove' };
			});
			await parts.removeDeliveries(tenant, endpointId);
		},
		async rotate(actor, domainId, endpointId, input) {
			const { tenant } = grantIn(actor, domainId);
			const { overlapMs = DEFAULT_OVERLAP_MS } = parseInput(rotateSigningSecretSchema, input);
			await authority.seen(actor, domainId, endpointId);
			const { text, secret } = await mintSigningSecret(tenant, endpointId, userActor(actor));
			const { state: endpoint } = await writer.change(tenant, endpointId, userActor(actor), (current, now) => {
				if (signingSecretsAt(current, now).length >= MAX_SIGNING_SECRETS) throw tooManySecrets();
				return { type: 'rotate', secret, overlapMs };
			});
			if (endpoint.status === 'removed') throw new LatchkeyError('not_found', 'the endpoint was removed meanwhile');
			return { endpoint: endpointView(endpoint, clock.now()), signingSecret: text };
		},
		async test(actor, domainId, endpointId) {
			const { tenant } = grantIn(actor, domainId);
			await authority.seen(actor, domainId, endpointId);
			const { events } = await writer.change(tenant, endpointId, userActor(actor), (current) => {
				assertNotDisabled(current);
				return { type: 'test' };
			});
			const [event] = events;
			if (event === undefined) throw new LatchkeyError('not_found', 'the endpoint was removed meanwhile');
			return { deliveryId: deliveryIdOf(endpointId, event.id) };
		},
	};
}

function assertPrecondition(endpoint: Endpoint, ifMatch: Precondition): void {
	if (!meetsPrecondition(ifMatch, endpointTag(endpoint))) {
		throw new LatchkeyError('precondition_failed', 'the endpoint was changed since it was read');
	}
}

function tooManySecrets(): LatchkeyError {
	return new LatchkeyError('too_many_secrets', `${MAX_SIGNING_SECRETS} secrets sign for this endpoint already`, {
		limit: MAX_SIGNING_SECRETS,
	});
}

/** In the order of lists: newest first, those of one time by their ids. */
function comesAfter(a: EndpointPosition, b: EndpointPosition): boolean {
	return a.createdAt === b.createdAt ? a.endpointId < b.endpointId : a.createdAt < b.createdAt;
}
