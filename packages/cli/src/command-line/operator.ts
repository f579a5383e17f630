import { userInfo } from 'node:os';
import { type Actor, type Tenant, userIdSchema } from '@latchkey/core';
import { usageFailure } from '../failure.ts';

/**
 * Whoever runs the command, with every grant in one domain; `held` are the privileges that they must be able to grant.
 */
export function operatorActor(
	as: string | undefined,
	{ customerId, domainId }: Tenant,
	held: readonly string[],
): Actor {
	if (as !== undefined && !userIdSchema.safeParse(as).success) {
		throw usageFailure('--as must be 1 to 128 visible ASCII characters', 'For example: --as ada@example.com');
	}
	const grant = { manage: true, reveal: true, grantable: held };
	return { userId: as ?? operatorName(userInfo().username), customerId, domains: { [domainId]: grant } };
}

/** The name of a user of this machine in the alphabet of user ids. */
export function operatorName(username: string): string {
	const mapped = username
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\x21-\x7e]/g, '_')
		.slice(0, 128);
	return mapped === '' ? 'operator' : mapped;
}
