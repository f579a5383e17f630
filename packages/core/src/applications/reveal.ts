import type { Actor } from '../actors/actor.ts';
import { DAY_MS } from '../durations.ts';
import { LatchkeyError } from '../errors.ts';
import { userActor } from '../events/event-actor.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import type { Policies } from '../policies/policies.ts';
import type { Clock } from '../ports.ts';
import { type ClientSecret, secretWorks } from '../secrets/client-secret.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { assertMayHoldSecretsOf, assertMayReveal, grantIn, maySee } from './authorise.ts';
import type { ClientApplication } from './client-application.ts';
import { type Credentials, credentialsOf } from './view.ts';
import { type ApplicationWriter, applicationNotFound } from './writer.ts';

/** An add that is repeated within this time, by its Idempotency-Key, is answered with the credentials again. */
const IDEMPOTENCY_WINDOW_MS = DAY_MS;

export interface RevealParts {
	readonly writer: ApplicationWriter;
	readonly policies: Policies;
	readonly dataKeys: DataKeys;
	readonly clock: Clock;
	readonly allowSecretsBeyondGrant: boolean;
}

export interface Reveal {
	/** The newest secret, or the one named. It is recorded before it is shown. */
	reveal(actor: Actor, domainId: string, clientId: string, secretId?: string): Promise<Credentials>;
	/** The credentials that an add answered, for its repetition: to the same actor, for a day, until they are rotated. */
	showAgain(actor: Actor, added: ClientApplication, secretId: string): Promise<Credentials>;
}

export function reveal(parts: RevealParts): Reveal {
	const { writer, policies, dataKeys, clock, allowSecretsBeyondGrant } = parts;

	async function recordAndUnseal(
		actor: Actor,
		tenant: Tenant,
		clientId: string,
		choose: (application: ClientApplication, now: number) => ClientSecret,
	): Promise<Credentials> {
		const { showOnce, dataKey } = await policies.ensure(tenant);
		const chosen = { secretId: '', sealed: '' };
		await writer.change(tenant, clientId, userActor(actor), (application, now) => {
			const { secretId, sealed } = choose(application, now);
			// After the choice: an actor is first told of what they may not see or do, then of the policy.
			if (showOnce || dataKey === null || sealed === null) throw shownOnce();
			Object.assign(chosen, { secretId, sealed });
			return { type: 'record_reveal', secretId };
		});
		const place = { clientId, secretId: chosen.secretId };
		const text = dataKey === null ? undefined : await dataKeys.unsealSecret(tenant, dataKey, place, chosen.sealed);
		if (text === undefined) throw shownOnce();
		return credentialsOf(clientId, text);
	}

	return {
		async reveal(actor, domainId, clientId, secretId) {
			const { tenant, grant } = grantIn(actor, domainId);
			return recordAndUnseal(actor, tenant, clientId, (application, now) => {
				if (!maySee(actor, grant, application)) throw applicationNotFound();
				assertMayReveal(grant);
				assertMayHoldSecretsOf(grant, application, allowSecretsBeyondGrant);
				return secretToReveal(application, secretId, now);
			});
		},
		async showAgain(actor, added, secretId) {
			const { tenant, grant } = grantIn(actor, added.domainId);
			const { clientId } = added;
			const gone = new LatchkeyError(
				'idempotent_answer_gone',
				'an earlier request with this Idempotency-Key added the client application; its secret cannot be shown again',
				{ clientId },
			);
			if (clock.now() > added.createdAt + IDEMPOTENCY_WINDOW_MS) throw gone;
			try {
				return await recordAndUnseal(actor, tenant, clientId, (application, now) => {
					if (!maySee(actor, grant, application)) throw gone;
					assertMayHoldSecretsOf(grant, application, allowSecretsBeyondGrant);
					const [first, ...later] = application.secrets;
					if (first?.secretId !== secretId || later.length > 0 || !secretWorks(first, now)) throw gone;
					return first;
				});
			} catch (error) {
				if (error instanceof LatchkeyError && error.code === 'show_once') throw gone;
				throw error;
			}
		},
	};
}

function secretToReveal(application: ClientApplication, secretId: string | undefined, now: number): ClientSecret {
	const working = application.secrets.filter((secret) => secretWorks(secret, now));
	const found = secretId === undefined ? working.at(-1) : working.find((secret) => secret.secretId === secretId);
	if (found === undefined) throw new LatchkeyError('not_found', 'there is no such secret');
	return found;
}

function shownOnce(): LatchkeyError {
	return new LatchkeyError(
		'show_once',
		'secrets of this domain are shown once, when they are made; rotate to get a new one',
	);
}
