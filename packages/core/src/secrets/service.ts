import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { assertMayHoldSecretsOf, grantIn, maySee } from '../applications/authorise.ts';
import type { ClientApplication } from '../applications/client-application.ts';
import { type DecisionRules, decide } from '../applications/decide.ts';
import { type Credentials, credentialsOf, type SecretView, secretView } from '../applications/view.ts';
import { type ApplicationWriter, applicationNotFound } from '../applications/writer.ts';
import { LatchkeyError } from '../errors.ts';
import { userActor } from '../events/user-actor.ts';
import { parseInput } from '../input.ts';
import { assertNotRemoved, type Policies } from '../policies/policies.ts';
import type { Clock } from '../ports.ts';
import type { ApplicationRepository, UsageRepository } from '../store.ts';
import { secretWorks } from './client-secret.ts';
import { assertExpiry } from './expiry.ts';
import type { SecretMint } from './mint.ts';

/** So many secrets of one application work at the same time, at most. */
export const MAX_SECRETS = 5;
/** Working and lately revoked secrets together: bounds the document. */
const MAX_REMEMBERED_SECRETS = 100;
/** 90 days. */
export const MAX_OVERLAP_MS = 90 * 86_400_000;
/** A week: long enough to reach the people who have to install the new secret. */
const DEFAULT_OVERLAP_MS = 7 * 86_400_000;

export const addSecretSchema = z.strictObject({
	/** How long the earlier secrets go on working, in milliseconds; a week where absent, at most 90 days. */
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
	/** Adds a secret; the earlier ones work on for the overlap. */
	add(actor: Actor, domainId: string, clientId: string, input: AddSecretInput): Promise<AddedSecret>;
	/** Ends a secret and the tokens it earned, at once. */
	revoke(actor: Actor, domainId: string, clientId: string, secretId: string): Promise<void>;
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
			const { overlapMs = DEFAULT_OVERLAP_MS, expiresAt } = parseInput(addSecretSchema, input);
			const found = await applications.find(tenant, clientId);
			if (found === undefined || !maySee(actor, grant, found)) throw applicationNotFound();
			const now = clock.now();
			const secretExpiresAt = expiresAt === undefined ? inheritedExpiry(found, now) : expiresAt;
			assertExpiry(secretExpiresAt, now, 'expiresAt');
			const policy = await policies.ensure(tenant);
			assertNotRemoved(policy);
			const minted = await mint({ policy, clientId, createdBy: actor.userId, expiresAt: secretExpiresAt });
			const after = await writer.change(tenant, clientId, userActor(actor), (application, at) => {
				if (!maySee(actor, grant, application)) throw applicationNotFound();
				assertMayHoldSecretsOf(grant, application, allowSecretsBeyondGrant);
				// Of what time has ended or let be forgotten, nothing counts any more.
				assertRoomForSecret(decide(application, { type: 'settle' }, at, rules).state);
				return { type: 'add_secret', secret: minted.secret, overlapMs };
			});
			const added = after.secrets.find(({ secretId }) => secretId === minted.secret.secretId);
			if (added === undefined) throw new LatchkeyError('not_found', 'the secret ended before it was shown');
			return { secret: secretView(added, []), credentials: credentialsOf(clientId, minted.text) };
		},
		async revoke(actor, domainId, clientId, secretId) {
			const { tenant, grant } = grantIn(actor, domainId);
			await writer.change(tenant, clientId, userActor(actor), (application) => {
				if (!maySee(actor, grant, application)) throw applicationNotFound();
				if (!application.secrets.some((secret) => secret.secretId === secretId)) {
					throw new LatchkeyError('not_found', 'there is no such secret');
				}
				return { type: 'revoke_secret', secretId };
			});
		},
	};
}

function assertRoomForSecret({ secrets, revokedSecrets }: ClientApplication): void {
	if (secrets.length + revokedSecrets.length >= MAX_REMEMBERED_SECRETS) {
		throw new LatchkeyError('too_many_secrets', 'too many secrets were revoked of late; try again in two days', {
			limit: MAX_REMEMBERED_SECRETS,
		});
	}
	if (secrets.length >= MAX_SECRETS) {
		throw new LatchkeyError('too_many_secrets', `at most ${MAX_SECRETS} secrets work at a time; revoke one first`, {
			limit: MAX_SECRETS,
		});
	}
}

/** A rotation must not turn a secret that was to expire into one that never does. */
function inheritedExpiry(application: ClientApplication, now: number): number | null {
	const newest = application.secrets.at(-1);
	return newest === undefined || newest.expiresAt === null ? null : now + (newest.expiresAt - newest.createdAt);
}
