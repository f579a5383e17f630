import type { PrivilegeDefinition } from '../privileges.ts';
import type { Actor, DomainGrant } from './actor.ts';

export interface SessionDomain extends DomainGrant {
	readonly domainId: string;
}

/** What a console needs to know of who is signed in. */
export interface Session {
	readonly userId: string;
	readonly customerId: string;
	/** By domain id. */
	readonly domains: readonly SessionDomain[];
	/** The host's catalogue of privileges. */
	readonly privileges: readonly PrivilegeDefinition[];
	/** Whether the host lets them reveal and rotate secrets of applications whose privileges they may not grant. */
	readonly secretsBeyondGrant: boolean;
	/** Whether the host sends notifications, so that there can be endpoints. */
	readonly notifications: boolean;
}

export function describeSession(
	actor: Actor,
	privileges: readonly PrivilegeDefinition[],
	{ secretsBeyondGrant, notifications }: Pick<Session, 'secretsBeyondGrant' | 'notifications'>,
): Session {
	const { userId, customerId } = actor;
	const domains = Object.entries(actor.domains)
		.map(([domainId, { manage, reveal, grantable }]) => ({ domainId, manage, reveal, grantable }))
		.sort((a, b) => (a.domainId < b.domainId ? -1 : 1));
	return { userId, customerId, domains, privileges, secretsBeyondGrant, notifications };
}
