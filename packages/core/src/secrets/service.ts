import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { assertMayHoldSecretsOf, grantIn, maySee } from '../applications/authorise.ts';
import type { ClientApplication } from '../applications/client-application.ts';
import type { ApplicationCommand, DecisionRules } from '../applications/decide.ts';
import {
	applicationView,
	type ClientApplicationView,
	type Credentials,
	credentialsOf,
	type SecretView,
	secretView,
} from '../applications/view.ts';
import { type ApplicationWriter, applicationNotFound } from '../applications/writer.ts';
import { hasDescendants } from '../credentials/descent.ts';
import type { RevokeOptions } from '../credentials/revoke.ts';
import { assertRoomForSecret } from '../credentials/room.ts';
import { LatchkeyError } from '../errors.ts';
import { userActor } from '../events/event-actor.ts';
import { parseInput } from '../input.ts';
import { successorOf } from '../lifecycle/rotation.ts';
import { MAX_OVERLAP_MS } from '../lifecycle/rules.ts';
import { assertNotRemoved, type Policies } from '../policies/policies.ts';
import type { Clock } from '../ports.ts';
import type { ApplicationRepository, UsageRepository } from '../store.ts';
import { secretWorks } from './client-secret.ts';
import { chosenExpiry, successorExpiry } from './expiry.ts';
import type { SecretMint } from './mint.ts';

export const addSecretSchema = z.strictObject({
	/**
	 * How long the earlier secrets go on working, in milliseconds, at most 90 days. Where absent, as the domain's rules
	 * have it: then it may also end before, when traffic has left them.
	 */
	overlapMs: z.int().min(0).max(MAX_OVERLAP_MS).optional(),
	/** Milliseconds since the epoch; null for never. Where absent, as long a life as the newest secret was given. */
	expiresAt: z.int().nullable().optional(),
});
export type AddSecretInput = z.input<typeof addSecretSchema>;

export interface AddedSecret {
	readonly secret: SecretView;
	readonly credentials: Credentials;
}

export interface SecretService {
	/** The secrets that work, oldest first. */
	list(actor: Actor, domainId: string, clientId: string): Promise<readonly SecretView[]>;
	/**
	 * Adds a secret; the earlier ones work on for the overlap. Takes up a scheduled rotation where one is offered; asked
	 * again before anybody used the answer, it replaces what it answered.
	 */
	add(actor: Actor, domainId: string, clientId: string, input: AddSecretInput): Promise<AddedSecret>;
	/** Ends a secret and the tokens it earned, at once. As leaked, it may also be one that has ended of late. */
	revoke(actor: Actor, domainId: string, clientId: string, secretId: string, options?: RevokeOptions): Promise<void>;
	/** Ends what a rotation replaces at once. Throws also `no_rotation`. */
	completeRotation(actor: Actor, domainId: string, clientId: string): Promise<ClientApplicationView>;
	/** Takes a rotation back. Throws also `no_rotation`, and `successor_in_use` where the new secret was used. */
	cancelRotation(actor: Actor, domainId: string, clientId: string): Promise<ClientApplicationView>;
}

export interface SecretServiceParts {
	readonly applications: ApplicationRepository;
	readonly writer: ApplicationWriter;
	readonly usage: UsageRepository;
	readonly policies: Policies;
	readonly mint: SecretMint;
	readonly clock: Clock;
	readonly allowSecretsBeyondGrant: boolean;
	readonly rules: DecisionRules;
}

export function secretService(parts: SecretServiceParts): SecretService {
	const { applications, writer, usage, policies, mint, clock, allowSecretsBeyondGrant, rules } = parts;

	async function endRotation(
		actor: Actor,
		domainId: string,
		clientId: string,
		plan: (application: ClientApplication) => ApplicationCommand,
	): Promise<ClientApplicationView> {
		const { tenant, grant } = grantIn(actor, domainId);
		const after = await writer.change(tenant, clientId, userActor(actor), (application) => {
			if (!maySee(actor, grant, application)) throw applicationNotFound();
			assertMayHoldSecretsOf(grant, application, allowSecretsBeyondGrant);
			if (application.lifecycle.rotation === null) throw noRotation();
			return plan(application);
		});
		return applicationView(after, await usage.find(tenant, [clientId]), clock.now());
	}

	return {
		async list(actor, domainId, clientId) {
			const { tenant, grant } = grantIn(actor, domainId);
			const application = await applications.find(tenant, clientId);
			if (application === undefined || !maySee(actor, grant, application)) throw applicationNotFound();
			const usages = await usage.find(tenant, [clientId]);
			const now = clock.now();
			const working = application.secrets.filter((secret) => secretWorks(secret, now));
			return working.map((secret) => secretView(secret, usages));
		},
		async add(actor, domainId, clientId, input) {
			const { tenant, grant } = grantIn(actor, domainId);
			const { overlapMs, expiresAt: asked } = parseInput(addSecretSchema, input);
			const found = await applications.find(tenant, clientId);
			if (found === undefined || !maySee(actor, grant, found)) throw applicationNotFound();
			const now = clock.now();
			const policy = await policies.ensure(tenant);
			assertNotRemoved(policy);
			const expiresAt =
				asked === undefined
					? successorExpiry(found.secrets, policy.rules, now)
					: chosenExpiry(asked, policy.rules, now, 'expiresAt');
			const minted = await mint({ policy, clientId, createdBy: actor.userId, expiresAt });
			const { secret } = minted;
			const terms = {
				origin: 'user',
				overlapMs: overlapMs ?? policy.rules.overlapMs,
				byEvidence: overlapMs === undefined,
			} as const;
			const after = await writer.change(tenant, clientId, userActor(actor), (application, at) => {
				if (!maySee(actor, grant, application)) throw applicationNotFound();
				assertMayHoldSecretsOf(grant, application, allowSecretsBeyondGrant);
				// What the schedule began is taken up; a rotation that a user began is never undone by the next one.
				const takingUp = application.lifecycle.rotation?.origin === 'schedule';
				assertRoomForSecret(application, takingUp, undefined, at, rules);
				return { type: takingUp ? 'take_up' : 'add_secret', secret, terms };
			});
			const added = after.secrets.find(({ secretId }) => secretId === secret.secretId);
			if (added === undefined) throw new LatchkeyError('not_found', 'the secret ended before it was shown');
			return { secret: secretView(added, []), credentials: credentialsOf(clientId, minted.text) };
		},
		async revoke(actor, domainId, clientId, secretId, { leaked = false } = {}) {
			const { tenant, grant } = grantIn(actor, domainId);
			await writer.change(tenant, clientId, userActor(actor), (application) => {
				if (!maySee(actor, grant, application)) throw applicationNotFound();
				// As leaked also one that has ended, where what its holder was given works on.
				const known =
					application.secrets.some((secret) => secret.secretId === secretId) ||
					(leaked && hasDescendants(application, secretId));
				if (known) return { type: 'revoke_secret', secretId, leaked };
				// Or where only its tokens may live on.
				if (leaked && application.endedSecrets.some((secret) => secret.secretId === secretId)) {
					return { type: 'report_leak', secretId, place: { url: null, source: null }, revoke: true };
				}
				throw new LatchkeyError('not_found', 'there is no such secret');
			});
		},
		completeRotation: (actor, domainId, clientId) =>
			endRotation(actor, domainId, clientId, (application) => {
				if (successorOf(application) === undefined) throw noRotation();
				return { type: 'complete_rotation' };
			}),
		cancelRotation: (actor, domainId, clientId) =>
			endRotation(actor, domainId, clientId, (application) => {
				const adoptedAt = successorOf(application)?.adoptedAt ?? null;
				if (adoptedAt !== null) {
					throw new LatchkeyError('successor_in_use', 'the new secret is in use; complete the rotation, or revoke it');
				}
				return { type: 'cancel_rotation' };
			}),
	};
}

function noRotation(): LatchkeyError {
	return new LatchkeyError('no_rotation', 'no rotation is under way that could be ended');
}
