import { randomBytes } from 'node:crypto';
import { type Actor, localKeyEncryption } from '@latchkey/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { byCost } from './support/by-cost.ts';
import { type Door, type Keys, openDoors } from './support/doors.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { sharedPlace } from './support/place.ts';
import { redisWorkers } from './support/redis-workers.ts';
import { sharedClock } from './support/shared-clock.ts';

const DAY = 86_400;
const DAY_MS = 86_400_000;
/** Time goes on by so many between two looks at what nobody uses. */
const LOOK_DAYS = byCost(1, 5);
const TENANT = { customerId: 'acme', domainId: 'phones' };
const APPLICATIONS = '/v1/domains/phones/client-applications';
const POLICY = '/v1/domains/phones/policy';
const ADD = { name: 'EMM', privileges: ['devices:read'] };
/** Its answer may be asked for again. */
const ADD_HEADERS = { 'idempotency-key': 'the-first-add' };
const manages = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: { phones: manages } },
};

interface Shown {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly oauthCredentials: string;
}

/** What a life cycle brings about is relayed after it. */
const WORK = ['relay', 'life_cycle', 'relay'] as const;

/** Two processes on one store: `acts` turns off, `checks` is where somebody tries to get in. */
async function startPair() {
	const clock = sharedClock();
	const place = sharedPlace();
	const key = randomBytes(32);
	const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: key } });
	const workers = await redisWorkers({ place, key, privileges: PRIVILEGES, clocks: [clock] });
	const throttle = { failed: async () => 0 };
	const start = async (): Promise<EmbeddedHost> => {
		const host = await startEmbeddedHost({
			...{ actors, clock, place, keyEncryption, throttle },
			startWork: workers?.nudged,
		});
		onTestFinished(() => host.close());
		return host;
	};
	const [acts, checks] = [await start(), await start()];

	async function call(method: string, path: string, body?: object, headers = {}): Promise<Record<string, unknown>> {
		const answer = await acts.call('admin', method, path, { headers, ...(body === undefined ? {} : { body }) });
		if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
		return answer.json;
	}

	/** With a token that it earned a moment ago. */
	async function keysOf({ clientId, clientSecret, oauthCredentials }: Shown, secretId: string): Promise<Keys> {
		const token = String((await tokenOf(checks, oauthCredentials)).json['access_token']);
		return { path: `${APPLICATIONS}/${clientId}`, secretId, clientSecret, oauthCredentials, token };
	}

	async function work(): Promise<void> {
		for (const host of [acts, checks]) await host.flushUsage();
		if (workers !== undefined) return await workers.run(WORK);
		for (const { latchkey } of [acts, checks]) {
			for (const task of WORK) await latchkey.background.run(task);
		}
	}

	return {
		clock,
		acts,
		checks,
		call,
		work,
		async add(input: object = {}): Promise<Keys> {
			const added = await call('POST', APPLICATIONS, { ...ADD, ...input }, ADD_HEADERS);
			const [first] = added['secrets'] as [{ secretId: string }];
			return keysOf(added['credentials'] as Shown, first.secretId);
		},
		async rotate({ path }: Keys): Promise<Keys> {
			const added = await call('POST', `${path}/secrets`, {});
			return keysOf(added['credentials'] as Shown, String(added['secretId']));
		},
		async takeUp({ oauthCredentials }: Keys): Promise<Keys> {
			const headers = { authorization: `Basic ${oauthCredentials}` };
			const taken = await acts.call(undefined, 'POST', '/v1/client-applications/self/secrets', { headers, body: {} });
			return keysOf(taken.json['credentials'] as Shown, String(taken.json['secretId']));
		},
	};
}
type Pair = Awaited<ReturnType<typeof startPair>>;

/** Turns a secret off, and resolves to its keys. */
interface WayOff {
	readonly name: string;
	readonly turnOff: (pair: Pair) => Promise<Keys>;
	/** Doors that it leaves open: tokens that a secret earned live to their end where it was replaced, not distrusted. */
	readonly leaves?: readonly Door[];
	/** Somebody may turn it on again, by saying so. */
	readonly canBeEnabled?: boolean;
	/** It is tried with every store and queue, each time. */
	readonly everywhere?: boolean;
}

const WAYS_OFF: readonly WayOff[] = [
	{
		name: 'its application is disabled',
		canBeEnabled: true,
		// Whoever manages it may look at what will work again when it is enabled.
		leaves: ['reveal'],
		async turnOff({ add, call }) {
			const keys = await add();
			await call('PATCH', keys.path, { status: 'disabled' });
			return keys;
		},
	},
	{
		name: 'its application is removed',
		everywhere: true,
		async turnOff({ add, acts }) {
			const keys = await add();
			expect((await acts.call('admin', 'DELETE', keys.path)).status).toBe(204);
			return keys;
		},
	},
	{
		name: 'its domain is offboarded',
		async turnOff({ add, acts }) {
			const keys = await add();
			await acts.latchkey.offboarding.removeDomain(TENANT);
			return keys;
		},
	},
	{
		name: 'it has expired',
		everywhere: true,
		async turnOff({ add, clock }) {
			const keys = await add({ secretExpiresAt: new Date(clock.now() + 60_000).toISOString() });
			clock.advance(60_000);
			return keys;
		},
	},
	{
		name: 'it is revoked',
		everywhere: true,
		async turnOff({ add, rotate, acts }) {
			const keys = await add();
			await rotate(keys);
			expect((await acts.call('admin', 'DELETE', `${keys.path}/secrets/${keys.secretId}`)).status).toBe(204);
			return keys;
		},
	},
	{
		name: 'the secret that it was given for is revoked as leaked',
		async turnOff({ add, takeUp, acts }) {
			const stolen = await add();
			const keys = await takeUp(stolen);
			await acts.call('admin', 'DELETE', `${keys.path}/secrets/${stolen.secretId}?leaked=true`);
			return keys;
		},
	},
	{
		name: 'its rotation is completed by hand',
		leaves: ['bearer', 'own by bearer'],
		async turnOff({ add, rotate, call }) {
			const keys = await add();
			await rotate(keys);
			await call('POST', `${keys.path}/rotation/complete`, {});
			return keys;
		},
	},
	{
		name: 'its overlap is over',
		async turnOff({ add, rotate, clock }) {
			const keys = await add();
			await rotate(keys);
			clock.advance(7 * DAY_MS);
			return keys;
		},
	},
	{
		name: 'traffic has left it',
		everywhere: true,
		async turnOff({ add, rotate, clock, work, call }) {
			await call('PUT', POLICY, { showOnce: false, quietPeriod: DAY });
			const keys = await add();
			await rotate(keys);
			await work();
			clock.advance(1.1 * DAY_MS);
			await work();
			return keys;
		},
	},
	{
		name: 'the rotation that made it is cancelled',
		async turnOff({ add, call }) {
			const first = await add();
			const added = await call('POST', `${first.path}/secrets`, {});
			await call('POST', `${first.path}/rotation/cancel`, {});
			const shown = added['credentials'] as Shown;
			// It earned none: what was used is not cancelled.
			return { ...first, ...shown, secretId: String(added['secretId']), token: 'none' };
		},
	},
	{
		name: 'another was made in its place, since its answer was lost',
		async turnOff({ add, call, acts, takeUp }) {
			await call('PUT', POLICY, { showOnce: true });
			const first = await add();
			const headers = { authorization: `Basic ${first.oauthCredentials}` };
			const lost = await acts.call(undefined, 'POST', '/v1/client-applications/self/secrets', { headers, body: {} });
			await takeUp(first);
			const { clientSecret, oauthCredentials } = lost.json['credentials'] as Shown;
			return { ...first, clientSecret, oauthCredentials, secretId: String(lost.json['secretId']), token: 'none' };
		},
	},
	{
		name: 'a policy that came later bounds its lifetime',
		everywhere: true,
		async turnOff({ add, call, clock, work }) {
			const keys = await add();
			await call('PUT', POLICY, { showOnce: false, maxLifetime: DAY });
			await work();
			clock.advance(DAY_MS);
			return keys;
		},
	},
	{
		name: 'nobody used its application, which was disabled for that',
		everywhere: true,
		canBeEnabled: true,
		leaves: ['reveal'],
		async turnOff({ add, call, clock, work }) {
			await call('PUT', POLICY, { showOnce: false, idleDisableAfter: 30 * DAY });
			const keys = await add();
			for (let day = 0; day < 40; day += LOOK_DAYS) {
				await work();
				clock.advance(LOOK_DAYS * DAY_MS);
			}
			await work();
			return keys;
		},
	},
	{
		name: 'nobody used its application, which was removed for that',
		async turnOff({ add, call, clock, work }) {
			await call('PUT', POLICY, { showOnce: false, idleRemoveAfter: 30 * DAY });
			const keys = await add();
			for (let day = 0; day < 40; day += LOOK_DAYS) {
				await work();
				clock.advance(LOOK_DAYS * DAY_MS);
			}
			await work();
			return keys;
		},
	},
];

/** All that does not say "enable it": none of it may bring back what is off. */
async function meddle({ acts, checks, work }: Pair, { path, secretId, oauthCredentials }: Keys, enable: boolean) {
	const attempts: [method: string, path: string, body: object | undefined, headers?: Record<string, string>][] = [
		['POST', `${path}/rotation/cancel`, {}],
		['POST', `${path}/rotation/complete`, {}],
		['PATCH', path, enable ? { name: 'Another name', status: 'enabled' } : { name: 'Another name' }],
		['PUT', POLICY, { showOnce: false, maxLifetime: null }],
		['POST', APPLICATIONS, ADD, ADD_HEADERS],
		['POST', `${path}/reveal`, { secretId }],
		['GET', path, undefined],
	];
	for (const host of [checks, acts]) {
		for (const [method, where, body, headers = {}] of attempts) {
			const { status } = await host.call('admin', method, where, { headers, ...(body === undefined ? {} : { body }) });
			expect(status, `${method} ${where}`).toBeLessThan(500);
		}
		await host.call(undefined, 'POST', '/v1/client-applications/self/secrets', {
			headers: { authorization: `Basic ${oauthCredentials}` },
			body: {},
		});
		await work();
	}
}

describe('case 14: off means off through every door', () => {
	it('every door is open before', async () => {
		const pair = await startPair();
		const keys = await pair.add();
		expect(await openDoors(pair.checks, 'admin', keys)).toHaveLength(8);
	});

	it.each(
		byCost(
			WAYS_OFF,
			WAYS_OFF.filter(({ everywhere = false }) => everywhere),
		),
	)('in every process within a second, and for good: $name', async (way) => {
		const pair = await startPair();
		const keys = await way.turnOff(pair);
		const { leaves = [], canBeEnabled = false } = way;
		const opened = async (): Promise<Door[]> => openDoors(pair.checks, 'admin', keys);
		// A revocation by another process is known when a second has passed.
		pair.clock.advance(1001);
		expect(await opened()).toEqual(leaves);
		await meddle(pair, keys, !canBeEnabled);
		pair.clock.advance(1001);
		expect(await opened()).toEqual(leaves);
	});

	it('a domain that becomes one where secrets are shown once shows none again, though it changes its mind', async () => {
		const pair = await startPair();
		const keys = await pair.add();
		const reveals = async (): Promise<boolean> =>
			(await openDoors(pair.checks, 'admin', keys)).some((door) => door === 'reveal');
		expect(await reveals()).toBe(true);
		await pair.call('PUT', POLICY, { showOnce: true });
		expect(await reveals()).toBe(false);
		await pair.call('PUT', POLICY, { showOnce: false });
		await meddle(pair, keys, true);
		expect(await reveals()).toBe(false);
		expect((await tokenOf(pair.checks, keys.oauthCredentials)).status, 'it works all the same').toBe(200);
	});

	it('a privilege that is withdrawn is gone from tokens that were earned before', async () => {
		const pair = await startPair();
		const keys = await pair.add({ privileges: ['devices:read', 'reports:read'] });
		const call = () =>
			pair.checks.call(undefined, 'GET', '/api/devices:read', { headers: { authorization: `Bearer ${keys.token}` } });
		expect((await call()).status).toBe(200);
		await pair.call('PATCH', keys.path, { privileges: ['reports:read'] });
		pair.clock.advance(1001);
		expect((await call()).status).toBe(403);
	});
});
