import type { Store, UsedAssertionRepository } from '@latchkey/core';
import type { WrongStore } from './store.ts';

const used =
	(change: (right: UsedAssertionRepository) => Partial<UsedAssertionRepository>) =>
	(store: Store): Store => ({ ...store, usedAssertions: { ...store.usedAssertions, ...change(store.usedAssertions) } });

/** Stores that take care of used assertions wrongly, and the cases that must tell. */
export const wrongAssertions: readonly WrongStore[] = [
	{
		mistake: 'an assertion serves as often as it comes',
		caught: ['used assertions: lets an assertion be used once', 'used assertions: lets exactly one of many'],
		spoil: used((right) => ({
			async use(tenant, assertion) {
				await right.use(tenant, assertion);
				return true;
			},
		})),
	},
	{
		mistake: 'an assertion that says another end of its time counts as another',
		caught: ['used assertions: lets an assertion be used once'],
		spoil: used((right) => ({
			use: (tenant, assertion) =>
				right.use(tenant, { ...assertion, digest: `${assertion.digest} ${assertion.expiresAt}` }),
		})),
	},
	{
		mistake: 'what one client used, no other one can',
		caught: ['used assertions: tells assertions of one client'],
		spoil: used((right) => ({ use: (tenant, assertion) => right.use(tenant, { ...assertion, clientId: 'any' }) })),
	},
	{
		mistake: 'two spellings of a digest are one',
		caught: ['used assertions: tells assertions of one client'],
		spoil: used((right) => ({
			use: (tenant, assertion) => right.use(tenant, { ...assertion, digest: assertion.digest.toLowerCase() }),
		})),
	},
	{
		mistake: 'what expires at this instant is purged with what has expired before',
		caught: ['used assertions: purges what expired'],
		spoil: used((right) => ({ purgeExpired: (before, limit) => right.purgeExpired(before + 1, limit) })),
	},
];
