import { type Actor, localKeyEncryption, type Store } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { mongoStore } from '@latchkey/store-mongo';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { startMongoServer } from '../../tools/servers/mongo.ts';
import type { TestServer } from '../../tools/servers/test-server.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from '../support/embedded-host.ts';
import { runs } from '../support/soak.ts';
import { keepUsing, type SteadyUser } from '../support/steady-user.ts';

const mongo = inject('mongo');

const RESTARTS = runs(3, 7);
const USERS = 6;
const SELECTION_MS = 1500;
const BACK_WITHIN_MS = 5000;
const NOTICED = { timeout: 60_000, interval: 20 };
const TENANT = { customerId: 'acme', domainId: 'main' };
const actors: Record<string, Actor> = {
	admin: {
		userId: 'admin',
		customerId: 'acme',
		domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
	},
};

describe.skipIf('missing' in mongo)('case 4: the database is killed under load, again and again', () => {
	let server: TestServer;
	beforeAll(async () => {
		server = await startMongoServer({ restartable: true });
	});
	afterAll(() => server.stop());

	function openStore(): Promise<Store> {
		const options = { serverSelectionTimeoutMs: SELECTION_MS, indexes: 'create' as const };
		return mongoStore({ url: `${server.url}?maxPoolSize=8`, database: 'latchkey', ...options });
	}

	/** Two hosts on one database, whose background work is done as in production. */
	async function startHosts(): Promise<readonly [EmbeddedHost, EmbeddedHost]> {
		const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: new Uint8Array(32).fill(7) } });
		const { scheduler } = nodeRuntime();
		const start = async (): Promise<EmbeddedHost> => {
			const host = await startEmbeddedHost({ actors, store: await openStore(), keyEncryption, scheduler });
			onTestFinished(() => host.close());
			return host;
		};
		return [await start(), await start()];
	}

	it('what was answered for is there, all else is 503 and never 401, and it serves again by itself', async () => {
		const hosts = await startHosts();
		const users = Array.from({ length: USERS }, (_, index) =>
			keepUsing(hosts[index % 2 === 0 ? 0 : 1], `user-${index}`),
		);
		onTestFinished(async () => {
			await Promise.all(users.map((user) => user.stop()));
		});
		const total = (of: (user: SteadyUser) => number): number => users.reduce((sum, user) => sum + of(user), 0);
		const successes = (): number[] => users.map((user) => user.successes());
		/** Each of them got what it asked for since, and none was told what nobody may be told. */
		async function eachIsServed(since: readonly number[]): Promise<void> {
			const seen = (): object => ({
				waiting: successes().filter((count, index) => count <= (since[index] ?? 0)).length,
				faults: users.flatMap((user) => user.faults),
			});
			await expect.poll(seen, NOTICED).toEqual({ waiting: 0, faults: [] });
		}
		for (let restart = 0; restart < RESTARTS; restart++) {
			await eachIsServed(successes());
			const refused = total((user) => user.refusals());
			await server.kill();
			await expect.poll(() => total((user) => user.refusals()) - refused, NOTICED).toBeGreaterThanOrEqual(USERS);
			await server.restart();
			const backAt = performance.now();
			await eachIsServed(successes());
			expect(performance.now() - backAt).toBeLessThan(BACK_WITHIN_MS);
		}
		await Promise.all(users.map((user) => user.stop()));
		expect(users.flatMap((user) => user.faults)).toEqual([]);

		const [{ store }] = hosts;
		await expect.poll(() => store.outbox.pending(1), NOTICED).toEqual([]);
		const added = hosts.flatMap(({ events }) => events).filter(({ type }) => type === 'client_application.added');
		const eventIds = Map.groupBy(added, ({ clientId }) => clientId);
		const held = users.flatMap((user) => user.held());
		for (const { clientId, names } of held) {
			const found = await store.applications.find(TENANT, clientId);
			expect(names, 'a change that was answered for is lost').toContain(found?.name);
			expect(new Set(eventIds.get(clientId)?.map(({ id }) => id)).size, 'one add, one event').toBe(1);
		}
		// An add that was refused and never asked for again may have come through; none did so twice.
		const stored = await store.applications.list(TENANT, { limit: 100 });
		expect(stored.map(({ clientId }) => clientId)).toEqual(
			expect.arrayContaining(held.map(({ clientId }) => clientId)),
		);
		expect(stored.length).toBe(held.length);
	});
});
