import type { Actor, DomainGrant } from '../actors/actor.ts';
import { LatchkeyError } from '../errors.ts';
import { type Tenant, tenantIdSchema } from '../tenants/tenant.ts';
import type { ClientApplication } from './client-application.ts';
import { userIdSchema } from './fields.ts';

/** What the actor may do in a domain. A domain that is not theirs does not exist for them. */
export function grantIn(actor: Actor, domainId: string): { tenant: Tenant; grant: DomainGrant } {
	const grant = Object.hasOwn(actor.domains, domainId) ? actor.domains[domainId] : undefined;
	if (grant === undefined) throw new LatchkeyError('not_found', 'there is no such domain');
	assertActor(actor, domainId);
	return { tenant: { customerId: actor.customerId, domainId }, grant };
}

/** An id that is none is the host's mistake: it must not become a part of Client IDs that cannot be read back. */
function assertActor({ userId, customerId }: Actor, domainId: string): void {
	for (const id of [customerId, domainId]) {
		if (!tenantIdSchema.safeParse(id).success) {
			throw new TypeError(`the actor names "${id}", which is not a valid customer or domain id`);
		}
	}
	if (!userIdSchema.safeParse(userId).success) throw new TypeError(`the actor's user id "${userId}" is not valid`);
}

/** Owners see their own applications, managers every one of the domain. What one may not see is not there. */
export function maySee(actor: Actor, grant: DomainGrant, application: ClientApplication): boolean {
	return application.status !== 'removed' && (grant.manage || application.ownerId === actor.userId);
}

export function assertManages(grant: DomainGrant): void {
	if (!grant.manage) throw new LatchkeyError('forbidden', 'this needs the privilege to manage the domain');
}

/** Nobody grants what they do not hold. */
export function assertMayGrant(grant: DomainGrant, privileges: readonly string[]): void {
	const missing = privileges.filter((privilege) => !grant.grantable.includes(privilege));
	if (missing.length > 0) {
		throw new LatchkeyError('privilege_not_grantable', `you may not grant ${missing.join(', ')}`, {
			privileges: missing,
		});
	}
}

/**
 * Nobody gains, by taking a secret into their hands, a privilege that they could not have granted: revealing and
 * rotating an application is as good as holding all that it holds.
 */
export function assertMayHoldSecretsOf(
	grant: DomainGrant,
	application: ClientApplication,
	allowSecretsBeyondGrant: boolean,
): void {
	if (!allowSecretsBeyondGrant) assertMayGrant(grant, application.privileges);
}

export function assertMayReveal(grant: DomainGrant): void {
	if (!grant.reveal) throw new LatchkeyError('forbidden', 'this needs the permission to reveal secrets');
}
