import { setImmediate as turn } from 'node:timers/promises';
import { type Claim, type DueWork, type Outbox, partitionOf, type Store } from '@latchkey/core';
import type { WrongStore } from './store.ts';

const dueWork =
	(change: (right: DueWork, store: Store) => Partial<DueWork>) =>
	(store: Store): Store => ({ ...store, dueWork: { ...store.dueWork, ...change(store.dueWork, store) } });

const outbox =
	(change: (right: Outbox, store: Store) => Partial<Outbox>) =>
	(store: Store): Store => ({ ...store, outbox: { ...store.outbox, ...change(store.outbox, store) } });

/** Each kind of work by itself must keep to the rules of leases. */
function bothKinds(
	mistake: string,
	caught: readonly string[],
	change: {
		claim?: (claim: Claim) => Claim;
		release?: (holder: string, lastHolder: string) => string;
	},
): WrongStore[] {
	let lastHolder = '';
	const asked = (claim: Claim): Claim => {
		lastHolder = claim.holder;
		return change.claim?.(claim) ?? claim;
	};
	const released = (holder: string): string => change.release?.(holder, lastHolder) ?? holder;
	return [
		{
			mistake: `of due work ${mistake}`,
			caught: caught.map((name) => `due work: leases: ${name}`),
			spoil: dueWork((right) => ({
				claim: (claim) => right.claim(asked(claim)),
				release: (holder, keys) => right.release(released(holder), keys),
			})),
		},
		{
			mistake: `of the outbox ${mistake}`,
			caught: caught.flatMap((name) => [
				`outbox: leases of applications: ${name}`,
				`outbox: leases of policies: ${name}`,
			]),
			spoil: outbox((right) => ({
				claim: (claim) => right.claim(asked(claim)),
				release: (holder, keys) => right.release(released(holder), keys),
			})),
		},
	];
}

export const wrongLeases: readonly WrongStore[] = [
	...bothKinds('leases are ignored', ['hands out up to a limit', 'hands each of 40 items to one'], {
		claim: (claim) => ({ ...claim, leaseMs: 0 }),
	}),
	...bothKinds('a lease never ends', ['ends the lease of a holder that died', 'hands what a dead holder had'], {
		claim: (claim) => ({ ...claim, leaseMs: 1e12 }),
	}),
	...bothKinds('a lease ends later than it says', ['ends the lease of a holder that died'], {
		claim: (claim) => ({ ...claim, leaseMs: claim.leaseMs + 1 }),
	}),
	...bothKinds('a lease ends sooner than it says', ['ends the lease of a holder that died'], {
		claim: (claim) => ({ ...claim, leaseMs: claim.leaseMs - 1 }),
	}),
	...bothKinds('the limit is not kept', ['hands out up to a limit'], {
		claim: (claim) => ({ ...claim, limit: 1000 }),
	}),
	...bothKinds('anybody can release', ['lets nobody release what another one holds'], {
		release: (_, lastHolder) => lastHolder,
	}),
	...bothKinds('nothing is released', ['hands out at once what its holder released'], {
		release: () => 'nobody',
	}),
	...bothKinds('a clock that went back is waited for', ['keeps a lease while clocks differ'], {
		// As if every claim were made at the latest time that was ever seen.
		claim: latestTime(),
	}),
	{
		mistake: 'a claim finds in one step and leases in another, whoever came between',
		caught: ['due work: leases: hands each of 40 items to one'],
		spoil: dueWork((right) => {
			const held = new Set<string>();
			return {
				async claim(claim) {
					const all = (await right.claim({ ...claim, leaseMs: 0, limit: 1000 })).filter(
						({ clientId }) => !held.has(clientId),
					);
					const found = all.slice(0, claim.limit);
					await turn();
					for (const { clientId } of found) held.add(clientId);
					return found;
				},
			};
		}),
	},
	{
		mistake: 'what is not due yet is handed out',
		caught: ['hands out nothing before it is due', 'goes by what an application is now'],
		spoil: dueWork((right) => ({ claim: (claim) => right.claim({ ...claim, now: claim.now + 86_400_000 }) })),
	},
	{
		mistake: 'what is due at this very time waits',
		caught: ['hands out nothing before it is due'],
		spoil: dueWork((right) => ({ claim: (claim) => right.claim({ ...claim, now: claim.now - 1 }) })),
	},
	{
		mistake: 'what waited longest comes last',
		caught: ['due work: hands out whole applications', 'due work: leases: hands out up to a limit'],
		spoil: dueWork((right) => ({ claim: async (claim) => (await right.claim(claim)).toReversed() })),
	},
	{
		mistake: 'a partition is all that a claim looks at',
		caught: ['whatever the partition that a claim begins with'],
		spoil: dueWork((right) => ({
			claim: async (claim) =>
				(await right.claim(claim)).filter(
					(application) => claim.partition === undefined || partitionOf(application) === claim.partition,
				),
		})),
	},
	{
		mistake: 'a lease raises the revision',
		caught: ['never lets a lease touch what the application is'],
		spoil: dueWork((right, { applications }) => ({
			async claim(claim) {
				const claimed = await right.claim(claim);
				for (const { clientId, revision, ...tenant } of claimed) {
					await applications.update(tenant, clientId, revision, {}, []);
				}
				return claimed;
			},
		})),
	},
	{
		mistake: 'an application that is held cannot be written',
		caught: ['never lets a lease touch what the application is', 'goes by what an application is now'],
		spoil: (store) => {
			const held = new Set<string>();
			return {
				...store,
				applications: {
					...store.applications,
					update: async (tenant, clientId, ...rest) =>
						held.has(clientId) ? 'stale' : store.applications.update(tenant, clientId, ...rest),
				},
				dueWork: {
					...store.dueWork,
					async claim(claim) {
						const claimed = await store.dueWork.claim(claim);
						for (const { clientId } of claimed) held.add(clientId);
						return claimed;
					},
				},
			};
		},
	},
	{
		mistake: 'an update ends the lease',
		caught: ['goes by what an application is now'],
		spoil: (store) => ({
			...store,
			applications: {
				...store.applications,
				async update(tenant, clientId, ...rest) {
					const result = await store.applications.update(tenant, clientId, ...rest);
					await store.dueWork.release('holder-1', [{ tenant, clientId }]);
					return result;
				},
			},
		}),
	},
	{
		mistake: 'the next time is that of what nobody holds',
		caught: ['tells the earliest time at which anything live is due'],
		spoil: dueWork((right) => {
			let claims = 0;
			return {
				async claim(claim) {
					claims += 1;
					return right.claim(claim);
				},
				nextAt: async () => (claims === 0 ? right.nextAt() : null),
			};
		}),
	},
	{
		mistake: 'a document that is being relayed is not told of',
		caught: ['as pending tells of them, and goes on telling'],
		spoil: outbox((right) => {
			const held = new Set<string | null>();
			return {
				async claim(claim) {
					const claimed = await right.claim(claim);
					for (const { document } of claimed) held.add(document.id);
					return claimed;
				},
				pending: async (limit, after) =>
					(await right.pending(limit, after)).filter(({ document }) => !held.has(document.id)),
			};
		}),
	},
	{
		mistake: 'taking events ends the lease although others are left',
		caught: ['leaves to the holder of a document what is committed meanwhile'],
		spoil: outbox((right) => ({
			async take(document, eventIds) {
				await right.take(document, eventIds);
				await right.release('holder-1', [document]);
			},
		})),
	},
];

function latestTime(): (claim: Claim) => Claim {
	let latest = 0;
	return (claim) => {
		latest = Math.max(latest, claim.now);
		return { ...claim, now: latest };
	};
}
