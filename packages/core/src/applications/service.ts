import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { addsKeys, keyChange, keyFieldSchemas } from '../assertions/key-edit.ts';
import { assertRoomForKeys } from '../credentials/room.ts';
import { LatchkeyError } from '../errors.ts';
import { userActor } from '../events/event-actor.ts';
import { parseInput } from '../input.ts';
import { cursorsOf, pageSchema } from '../paging.ts';
import type { Policies } from '../policies/policies.ts';
import type { Clock, Outbound } from '../ports.ts';
import type { PrivilegeCatalogue } from '../privileges.ts';
import type { ApplicationRepository, UsageRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { assertTokenLifetime, type TokenLifetimes } from '../tokens/settings.ts';
import type { AddApplication } from './add.ts';
import { assertManages, assertMayGrant, assertMayHoldSecretsOf, grantIn, maySee } from './authorise.ts';
import type { ClientApplication } from './client-application.ts';
import type { ApplicationCommand, DecisionRules } from './decide.ts';
import { applicationTag, meetsPrecondition, type Precondition } from './entity-tag.ts';
import { allowedAddressesSchema, descriptionSchema, nameSchema, ownerIdSchema, privilegesSchema } from './fields.ts';
import { assertNotHeld } from './manager-holds.ts';
import type { Reveal } from './reveal.ts';
import { applicationView, type ClientApplicationView } from './view.ts';
import { type ApplicationWriter, applicationNotFound } from './writer.ts';

export const changeApplicationSchema = z.strictObject({
	name: nameSchema.optional(),
	description: descriptionSchema.optional(),
	/** The whole new set. */
	privileges: privilegesSchema.optional(),
	/** The whole new set; anywhere where empty. */
	allowedAddresses: allowedAddressesSchema.optional(),
	/** Within the host's bounds; as the host has it where null. */
	tokenLifetimeSeconds: z.int().nullable().optional(),
	...keyFieldSchemas,
	status: z.enum(['enabled', 'disabled']).optional(),
	/** Hands the application over; only for actors who manage the domain. */
	ownerId: ownerIdSchema.optional(),
});
export type ChangeApplicationInput = z.input<typeof changeApplicationSchema>;

export const listApplicationsSchema = z.strictObject({
	...pageSchema.shape,
	/** Text in the name or the Client ID. */
	q: z.string().max(200).optional(),
	status: z.enum(['enabled', 'disabled']).optional(),
});
export type ListApplicationsInput = z.input<typeof listApplicationsSchema>;

const cursors = cursorsOf('applications', z.object({ createdAt: z.int(), clientId: z.string().max(200) }));

export interface ApplicationPage extends Tenant {
	/** Newest first. */
	readonly items: readonly ClientApplicationView[];
	/** What to pass as `cursor` for the page after; null at the end. */
	readonly next: string | null;
	/** Live applications that the actor sees. */
	readonly count: number;
	/** How many the domain may have. */
	readonly limit: number;
	/** Whether secrets are shown when they are made and never again. */
	readonly showOnce: boolean;
}

export interface ApplicationService extends Pick<Reveal, 'reveal'> {
	readonly add: AddApplication;
	list(actor: Actor, domainId: string, input?: ListApplicationsInput): Promise<ApplicationPage>;
	get(actor: Actor, domainId: string, clientId: string): Promise<ClientApplicationView>;
	/**
	 * All of the change or nothing. Throws also `precondition_failed`, and `forbidden` where an owner would undo what a
	 * manager has restricted.
	 */
	change(
		actor: Actor,
		domainId: string,
		clientId: string,
		input: ChangeApplicationInput,
		ifMatch?: Precondition,
	): Promise<ClientApplicationView>;
	/** Every token that was issued until now; its credentials work on. Throws also `precondition_failed`. */
	revokeTokens(
		actor: Actor,
		domainId: string,
		clientId: string,
		ifMatch?: Precondition,
	): Promise<ClientApplicationView>;
	/** Shreds its secrets, kills its tokens and frees its place under the limit. */
	remove(actor: Actor, domainId: string, clientId: string, ifMatch?: Precondition): Promise<void>;
}

export interface ApplicationServiceParts {
	readonly applications: ApplicationRepository;
	readonly usage: UsageRepository;
	readonly policies: Policies;
	readonly writer: ApplicationWriter;
	readonly add: AddApplication;
	readonly reveal: Reveal;
	readonly clock: Clock;
	readonly catalogue: PrivilegeCatalogue;
	readonly limit: (tenant: Tenant) => number;
	readonly tokenLifetimes: TokenLifetimes;
	readonly outbound: Outbound | undefined;
	readonly allowSecretsBeyondGrant: boolean;
	readonly rules: DecisionRules;
}

export function applicationService(parts: ApplicationServiceParts): ApplicationService {
	const { applications, usage, policies, writer, clock, catalogue } = parts;

	return {
		add: parts.add,
		reveal: parts.reveal.reveal,
		async list(actor, domainId, input = {}) {
			const { tenant, grant } = grantIn(actor, domainId);
			const { limit, cursor, q, status } = parseInput(listApplicationsSchema, input);
			const ownerId = grant.manage ? undefined : actor.userId;
			const text = q === undefined || q.trim() === '' ? undefined : q.trim();
			const after = cursors.after(cursor, tenant);
			const found = await applications.list(tenant, { limit, after, ownerId, status, text });
			const [usages, count, showOnce] = await Promise.all([
				usage.find(
					tenant,
					found.map(({ clientId }) => clientId),
				),
				applications.count(tenant, ownerId),
				policies.showsOnce(tenant),
			]);
			const now = clock.now();
			return {
				...tenant,
				items: found.map((application) => applicationView(application, usages, now)),
				next: cursors.next(found, limit, tenant),
				count,
				limit: parts.limit(tenant),
				showOnce,
			};
		},
		async get(actor, domainId, clientId) {
			const { tenant, grant } = grantIn(actor, domainId);
			const application = await applications.find(tenant, clientId);
			if (application === undefined || !maySee(actor, grant, application)) throw applicationNotFound();
			return applicationView(application, await usage.find(tenant, [clientId]), clock.now());
		},
		async change(actor, domainId, clientId, input, ifMatch) {
			const { tenant, grant } = grantIn(actor, domainId);
			const { status, jwks, jwksUri, ...given } = parseInput(changeApplicationSchema, input);
			const keysFor = keyChange({ jwks, jwksUri }, actor.userId, parts.outbound);
			assertTokenLifetime(given.tokenLifetimeSeconds ?? null, parts.tokenLifetimes);
			const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
			const after = await writer.change(tenant, clientId, userActor(actor), (application, now) => {
				if (!maySee(actor, grant, application)) throw applicationNotFound();
				assertPrecondition(ifMatch, applicationTag(application));
				if (given.ownerId !== undefined && given.ownerId !== application.ownerId) assertManages(grant);
				const held = application.privileges;
				const granted = (given.privileges ?? []).filter((privilege) => !held.includes(privilege));
				catalogue.assertKnown(granted);
				assertMayGrant(grant, granted);
				const keys = keysFor?.(application);
				if (keys !== undefined && addsKeys(application, keys)) {
					assertMayHoldSecretsOf(grant, application, parts.allowSecretsBeyondGrant);
					assertRoomForKeys(application, keys, now, parts.rules);
				}
				if (!grant.manage) assertNotHeld(application, { fields, status });
				return { type: 'edit', fields, keys, status, byManager: grant.manage };
			});
			return applicationView(after, await usage.find(tenant, [clientId]), clock.now());
		},
		async revokeTokens(actor, domainId, clientId, ifMatch) {
			const after = await command(actor, domainId, clientId, ifMatch, { type: 'invalidate_tokens' });
			return applicationView(after, await usage.find(after, [clientId]), clock.now());
		},
		async remove(actor, domainId, clientId, ifMatch) {
			await command(actor, domainId, clientId, ifMatch, { type: 'remove' });
		},
	};

	/** What everybody may do who sees it. */
	function command(
		actor: Actor,
		domainId: string,
		clientId: string,
		ifMatch: Precondition,
		wanted: ApplicationCommand,
	): Promise<ClientApplication> {
		const { tenant, grant } = grantIn(actor, domainId);
		return writer.change(tenant, clientId, userActor(actor), (application) => {
			if (!maySee(actor, grant, application)) throw applicationNotFound();
			assertPrecondition(ifMatch, applicationTag(application));
			return wanted;
		});
	}
}

function assertPrecondition(ifMatch: Precondition, tag: string): void {
	if (!meetsPrecondition(ifMatch, tag)) {
		throw new LatchkeyError('precondition_failed', 'the client application was changed since it was read');
	}
}
