import type { Application, Domain, SessionAnswer } from '../api/wire.ts';

/** What the page offers: what the API would refuse is left out. */
export interface Allowed {
	/** Whether an existing secret can be shown. */
	readonly reveal: boolean;
	/** Rotate, complete a rotation, take one back: as good as holding what the application holds. */
	readonly rotate: boolean;
	readonly handOver: boolean;
	/** Where a manager has disabled it, or has set where it may come from, only a manager undoes that. */
	readonly enable: boolean;
	readonly changeAddresses: boolean;
	readonly audit: boolean;
}

export function allowedOn(
	{ session, domain, showOnce }: { session: SessionAnswer; domain: Domain; showOnce: boolean },
	{ privileges, secrets, heldByManager }: Application,
): Allowed {
	const mayHold = session.secretsBeyondGrant || privileges.every((privilege) => domain.grantable.includes(privilege));
	return {
		reveal: domain.reveal && mayHold && !showOnce && secrets.length > 0,
		rotate: mayHold,
		handOver: domain.manage,
		enable: domain.manage || !heldByManager.includes('status'),
		changeAddresses: domain.manage || !heldByManager.includes('allowedAddresses'),
		audit: domain.manage,
	};
}
