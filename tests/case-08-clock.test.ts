import type { Actor, Clock, EventDataByType, LatchkeyEvent, LifecycleRules } from '@latchkey/core';
import { describe, expect, it } from 'vitest';
import { byCost } from './support/by-cost.ts';
import { noTraffic, type RotatingClient, rotatingClient, type Traffic } from './support/rotating-client.ts';
import { sharedClock } from './support/shared-clock.ts';
import { type Instance, SHARED_PRIVILEGES, type SharedStore, shareStore } from './support/shared-store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DOMAIN = 'phones';
const TENANT = { customerId: 'acme', domainId: DOMAIN };
const ADMIN: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { [DOMAIN]: { manage: true, reveal: true, grantable: SHARED_PRIVILEGES } },
};
const ADDRESS = '192.0.2.1';
/** Instants that programs have stumbled over. */
const INSTANTS: readonly (readonly [name: string, at: number])[] = [
	['as the leap day of 2028 begins', Date.UTC(2028, 1, 29)],
	['as it ends', Date.UTC(2028, 2, 1)],
	['when 32 bits no longer hold the seconds', Date.UTC(2038, 0, 19, 3, 14, 8)],
	['in a year that is no leap year', Date.UTC(2100, 2, 1)],
];
const JUMPS: readonly (readonly [name: string, ms: number])[] = [
	['five minutes ahead', 5 * MINUTE_MS],
	['five minutes back', -5 * MINUTE_MS],
	['a day ahead', DAY_MS],
	['a day back', -DAY_MS],
];
/** How far time goes before there is another look, and a client acts again. */
const LOOK_MS = byCost(6 * HOUR_MS, DAY_MS);
const STEP_MS = byCost(4 * HOUR_MS, 12 * HOUR_MS);
/** How often a clock jumps. */
const TIMES = byCost(20, 8);
const RULES: Partial<LifecycleRules> = {
	rotateEveryMs: 10 * DAY_MS,
	overlapMs: 8 * DAY_MS,
	maxOverlapMs: 9 * DAY_MS,
	quietMs: 3 * DAY_MS,
	maxLifetimeMs: 30 * DAY_MS,
	noticesMs: [5 * DAY_MS, DAY_MS],
};

const eventsOf = <Type extends LatchkeyEvent['type']>(
	{ relayed }: SharedStore,
	type: Type,
): (LatchkeyEvent & { readonly data: EventDataByType[Type] })[] =>
	[...relayed.values()].filter((event) => event.type === type) as (LatchkeyEvent & {
		readonly data: EventDataByType[Type];
	})[];

async function add(
	{ latchkey }: Instance,
	secretExpiresAt?: number,
): Promise<{ clientId: string; credentials: string }> {
	const input = {
		name: 'EMM',
		privileges: ['devices:read'],
		...(secretExpiresAt === undefined ? {} : { secretExpiresAt }),
	};
	const { clientId, oauthCredentials } = (await latchkey.applications.add(ADMIN, DOMAIN, input)).credentials;
	return { clientId, credentials: oauthCredentials };
}

const tokenBy = async ({ latchkey }: Instance, credentials: string): Promise<string> => {
	const request = { authorization: `Basic ${credentials}`, parameters: [], address: ADDRESS };
	return (await latchkey.tokens.issueLeniently(request)).access_token;
};

async function startClients(at: Instance, clock: Clock, traffic: Traffic): Promise<RotatingClient[]> {
	await at.latchkey.policies.set(ADMIN, DOMAIN, { showOnce: false, ...RULES });
	const clients: RotatingClient[] = [];
	for (let index = 0; index < 4; index++) {
		const { credentials: oauthCredentials } = await add(at);
		const askFirstInMs = index * 7 * HOUR_MS;
		clients.push(rotatingClient({ oauthCredentials, clock, askEveryMs: DAY_MS, askFirstInMs, traffic }));
	}
	return clients;
}

/** What may be decided once only, as it is told: of no secret twice. */
function assertOnce(shared: SharedStore): void {
	for (const type of ['client_secret.rotated', 'client_secret.adopted', 'client_secret.added'] as const) {
		const secretIds = eventsOf(shared, type).map(({ data }) => data.secretId);
		expect(secretIds, type).toHaveLength(new Set(secretIds).size);
	}
	const offered = eventsOf(shared, 'client_secret.rotation_offered').map(({ data }) => data.secretId);
	expect(offered).toHaveLength(new Set(offered).size);
	const noticed = Map.groupBy(eventsOf(shared, 'client_secret.expiring'), ({ data }) => data.secretId);
	for (const notices of noticed.values()) expect(notices.length).toBeLessThanOrEqual(RULES.noticesMs?.length ?? 0);
}

/** Nothing is due and left lying, and nothing waits to be relayed. */
async function assertAtRest({ latchkey, store }: Instance, now: number): Promise<void> {
	expect(await store.outbox.pending(1)).toEqual([]);
	const known = await store.applications.list(TENANT, { limit: 100 });
	for (const { nextDueAt } of known) expect(nextDueAt).toBeGreaterThan(now);
	expect(await latchkey.background.nextDueAt()).toBeGreaterThan(now);
}

describe('case 8: the calendar', () => {
	it.each(byCost(INSTANTS, INSTANTS.slice(2, 3)))(
		'a secret ends at its very instant, after one notice of each kind: %s',
		async (_, endsAt) => {
			const clock = sharedClock(endsAt - 40 * DAY_MS);
			const shared = await shareStore([clock]);
			const [instance] = shared.instances as [Instance];
			const { credentials } = await add(instance, endsAt);
			while (clock.now() < endsAt - LOOK_MS) {
				clock.advance(LOOK_MS);
				await instance.work();
				await tokenBy(instance, credentials);
			}
			const notices = eventsOf(shared, 'client_secret.expiring').map(({ occurredAt }) => endsAt - occurredAt);
			expect(notices).toEqual([30 * DAY_MS, 7 * DAY_MS, DAY_MS]);
			clock.set(endsAt - 1);
			await instance.work();
			await tokenBy(instance, credentials);
			clock.advance(1);
			await expect(tokenBy(instance, credentials)).rejects.toMatchObject({ error: 'invalid_client' });
			for (let times = 0; times < 3; times++) {
				await instance.work();
				clock.advance(DAY_MS);
			}
			expect(eventsOf(shared, 'client_secret.expired').map(({ occurredAt }) => occurredAt)).toEqual([endsAt]);
			expect(eventsOf(shared, 'client_secret.expiring')).toHaveLength(3);
		},
	);

	it.each(byCost(INSTANTS, INSTANTS.slice(2, 3)))('rotations go on across it: %s', async (_, instant) => {
		const clock = sharedClock(instant - 30 * DAY_MS);
		const shared = await shareStore([clock]);
		const [instance] = shared.instances as [Instance];
		const traffic = noTraffic();
		const clients = await startClients(instance, clock, traffic);
		while (clock.now() < instant + 30 * DAY_MS) {
			clock.advance(2 * LOOK_MS);
			await Promise.all([...clients.map((client) => client.act(instance)), instance.work()]);
		}
		expect(traffic.failures).toEqual([]);
		const rotated = eventsOf(shared, 'client_secret.rotated');
		expect(rotated.length).toBeGreaterThanOrEqual(4 * clients.length);
		expect(rotated.some(({ occurredAt }) => occurredAt > instant + 15 * DAY_MS)).toBe(true);
		assertOnce(shared);
	});
});

describe('case 8: clocks that are wrong', () => {
	it('two processes that are ten minutes apart: nothing fails, and nothing happens twice', async () => {
		const clock = sharedClock();
		const shared = await shareStore([clock.ahead(5 * MINUTE_MS), clock.ahead(-5 * MINUTE_MS)]);
		const [ahead, behind] = shared.instances as [Instance, Instance];
		const traffic = noTraffic();
		const clients = await startClients(behind, clock, traffic);
		for (let step = 0; step * STEP_MS < 45 * DAY_MS; step++) {
			clock.advance(STEP_MS);
			const acts = clients.map((client, index) => client.act((step + index) % 2 === 0 ? ahead : behind));
			await Promise.all([...acts, ahead.work(), behind.work()]);
		}
		expect(traffic.failures).toEqual([]);
		expect(eventsOf(shared, 'client_secret.rotated').length).toBeGreaterThanOrEqual(3 * clients.length);
		assertOnce(shared);
		clock.advance(HOUR_MS);
		for (let times = 0; times < 2; times++) for (const instance of [behind, ahead]) await instance.work();
		await assertAtRest(ahead, clock.now());
	});

	it.each(byCost(JUMPS, JUMPS.slice(1, 3)))(
		'a clock that jumps %s, and back again: nothing fails, happens twice or stops',
		async (_, jumpMs) => {
			const clock = sharedClock();
			const shared = await shareStore([clock]);
			const [instance] = shared.instances as [Instance];
			const traffic = noTraffic();
			const clients = await startClients(instance, clock, traffic);
			const live = async (steps: number): Promise<void> => {
				for (let step = 0; step < steps; step++) {
					clock.advance(STEP_MS);
					await Promise.all([...clients.map((client) => client.act(instance)), instance.work()]);
				}
			};
			for (let jump = 0; jump < TIMES; jump++) {
				await live(1 + ((jump * 7) % 23));
				clock.advance(jumpMs);
				await live(jump % 4);
				clock.advance(-jumpMs);
			}
			await live((12 * DAY_MS) / STEP_MS);
			expect(traffic.failures).toEqual([]);
			expect(eventsOf(shared, 'client_secret.rotated').length).toBeGreaterThanOrEqual(3 * clients.length);
			assertOnce(shared);
			for (let times = 0; times < 2; times++) await instance.work();
			await assertAtRest(instance, clock.now());
		},
	);

	it.each(byCost(JUMPS.slice(2), JUMPS.slice(3)))(
		'an expiry that lies ahead is met at its instant though the clock had jumped %s',
		async (_, jumpMs) => {
			const clock = sharedClock();
			const endsAt = clock.now() + 20 * DAY_MS;
			const shared = await shareStore([clock]);
			const [instance] = shared.instances as [Instance];
			const { credentials } = await add(instance, endsAt);
			for (let day = 1; day < 19; day++) {
				clock.advance(DAY_MS);
				await instance.work();
				clock.advance(jumpMs);
				await instance.work();
				await tokenBy(instance, credentials);
				clock.advance(-jumpMs);
				await instance.work();
			}
			clock.set(endsAt - 1);
			await instance.work();
			await tokenBy(instance, credentials);
			clock.set(endsAt);
			await expect(tokenBy(instance, credentials)).rejects.toMatchObject({ error: 'invalid_client' });
			// What the first brings about, the second relays.
			for (let times = 0; times < 2; times++) await instance.work();
			expect(eventsOf(shared, 'client_secret.expired')).toHaveLength(1);
			// Of seven days and of one; it was made later than thirty days before.
			expect(eventsOf(shared, 'client_secret.expiring')).toHaveLength(2);
		},
	);

	it.each([
		['ahead', 5 * MINUTE_MS],
		['behind', -5 * MINUTE_MS],
	])('what is revoked elsewhere is refused within a second by who is five minutes %s', async (_, skewMs) => {
		const clock = sharedClock();
		const shared = await shareStore([clock, clock.ahead(skewMs)]);
		const [revoking, checking] = shared.instances as [Instance, Instance];
		const { clientId, credentials } = await add(revoking);
		clock.advance(HOUR_MS / 4);
		const token = await tokenBy(revoking, credentials);
		const check = () => checking.latchkey.tokens.verify(token, ['devices:read'], undefined);
		for (let times = 0; times < 3; times++) {
			clock.advance(1001);
			await check();
		}
		await revoking.latchkey.applications.change(ADMIN, DOMAIN, clientId, { status: 'disabled' });
		clock.advance(1001);
		await expect(check()).rejects.toMatchObject({ error: 'invalid_token' });
	});
});
