import { type Store, StoreUnavailableError } from '@latchkey/core';
import { mongoStore } from '@latchkey/store-mongo';
import { buildApplication } from '@latchkey/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startMongoServer } from '../../tools/servers/mongo.ts';
import type { TestServer } from '../../tools/servers/test-server.ts';

const mongo = inject('mongo');

const DATABASE = 'latchkey';
const TENANT = { customerId: 'acme', domainId: 'emm-eu' };
const SELECTION_MS = 1500;
const SOCKET_MS = 1500;
/** A read is tried twice, each time on a connection that has to be made first; and machines are slow. */
const WITHIN_MS = 4 * (SELECTION_MS + SOCKET_MS) + 3000;
const BACK_WITHIN_MS = 20_000;

describe.skipIf('missing' in mongo)('while the server is away', () => {
	let server: TestServer;
	let store: Store;
	const application = buildApplication(TENANT);

	beforeAll(async () => {
		server = await startMongoServer({ restartable: true });
		const timeouts = { serverSelectionTimeoutMs: SELECTION_MS, socketTimeoutMs: SOCKET_MS };
		store = await mongoStore({ url: server.url, database: DATABASE, ...timeouts, indexes: 'create' });
		await store.applications.insert(application, []);
	});

	afterAll(async () => {
		await store.close();
		await server.stop();
	});

	const CALLS: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
		'applications.find': ({ applications }) => applications.find(TENANT, application.clientId),
		'applications.list': ({ applications }) => applications.list(TENANT, { limit: 10 }),
		'applications.count': ({ applications }) => applications.count(TENANT),
		'applications.insert': ({ applications }) => applications.insert(buildApplication(TENANT), []),
		'applications.update': ({ applications }) => applications.update(TENANT, application.clientId, 9, {}, []),
		'policies.find': ({ policies }) => policies.find(TENANT),
		'outbox.pending': ({ outbox }) => outbox.pending(10),
		'usage.find': ({ usage }) => usage.find(TENANT, [application.clientId]),
		'hostKeys.list': ({ hostKeys }) => hostKeys.list(),
		ping: (opened) => opened.ping(),
	};

	async function expectUnavailable(): Promise<void> {
		await Promise.all(
			Object.entries(CALLS).map(async ([name, call]) => {
				const began = performance.now();
				await expect(call(store), name).rejects.toBeInstanceOf(StoreUnavailableError);
				expect(performance.now() - began, name).toBeLessThan(WITHIN_MS);
			}),
		);
	}

	async function expectBack(): Promise<void> {
		const find = (): Promise<unknown> => store.applications.find(TENANT, application.clientId).catch(() => 'away');
		await expect.poll(find, { timeout: BACK_WITHIN_MS }).toStrictEqual(application);
		expect(await store.ping()).toBeUndefined();
	}

	it('every call rejects within its timeouts, and goes on by itself once a killed one is back', async () => {
		await server.kill();
		await expectUnavailable();
		await expectUnavailable();
		await server.restart();
		await expectBack();
	});

	it('every call rejects within its timeouts where it answers nothing, and goes on once it does', async () => {
		server.freeze();
		try {
			await expectUnavailable();
		} finally {
			server.thaw();
		}
		await expectBack();
	});

	it('opening rejects, and says where it looked and no password', async () => {
		const { host } = new URL(server.url);
		await server.kill();
		const url = `mongodb://somebody:pa55word@${host}/?authSource=admin`;
		const opening = mongoStore({ url, database: DATABASE, serverSelectionTimeoutMs: SELECTION_MS });
		await expect(opening).rejects.toBeInstanceOf(StoreUnavailableError);
		await expect(opening).rejects.toThrow(host);
		await expect(opening).rejects.not.toThrow('pa55word');
		await server.restart();
		await expectBack();
	});
});

describe('an address that is none', () => {
	it.each(['', 'localhost', 'http://localhost/', 'mongodb://'])('is refused: %j', async (url) => {
		await expect(mongoStore({ url })).rejects.toBeInstanceOf(StoreUnavailableError);
	});
});
