import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { startMongoServer } from './mongo.ts';
import { ServerUnavailableError, type TestServer } from './test-server.ts';

const BUILT_WITHIN_MS = 25 * 60_000;
const TIMEOUT_MS = 60_000;
const mongo = inject('mongo');

afterEach(() => {
	vi.unstubAllEnvs();
});

describe.skipIf('missing' in mongo)('a MongoDB server for tests', { timeout: TIMEOUT_MS }, () => {
	let server: TestServer;
	let client: MongoClient;

	beforeAll(async () => {
		server = await startMongoServer({ restartable: true });
		client = new MongoClient(server.url, { serverSelectionTimeoutMS: 10_000 });
	}, BUILT_WITHIN_MS);

	afterAll(async () => {
		await client.close();
		await server.stop();
	});

	it('keeps what it has acknowledged through a kill', async () => {
		const things = client.db('kept').collection('things');
		await things.insertOne({ name: 'one' });
		await server.kill();
		await server.restart();
		expect(await things.countDocuments({ name: 'one' })).toBe(1);
	});

	it('lets one of many win that change the same document at the same time', async () => {
		const things = client.db('raced').collection<{ _id: string; version: number }>('things');
		await things.insertOne({ _id: 'one', version: 0 });
		for (let version = 0; version < 10; version++) {
			const attempts = Array.from({ length: 20 }, () =>
				things.updateOne({ _id: 'one', version }, { $set: { version: version + 1 } }),
			);
			const counts = (await Promise.all(attempts)).map(({ modifiedCount }) => modifiedCount);
			expect(counts.filter((count) => count === 1)).toHaveLength(1);
		}
	});

	it('keeps a connection in step after a write that asked for no answer', async () => {
		const alone = new MongoClient(server.url, { maxPoolSize: 1 });
		onTestFinished(() => alone.close());
		const things = alone.db('unanswered').collection<{ _id: number }>('things');
		const unanswered = alone.db('unanswered').collection<{ _id: number }>('things', { writeConcern: { w: 0 } });
		for (let count = 1; count <= 5; count++) {
			await unanswered.insertOne({ _id: count });
			expect(await things.findOne({ _id: count })).toStrictEqual({ _id: count });
		}
		expect(await things.countDocuments()).toBe(5);
	});

	it('is the one of MONGODB_URL where that is set, which is not ours to stop', async () => {
		vi.stubEnv('MONGODB_URL', server.url);
		const given = await startMongoServer();
		expect(given).toMatchObject({ url: server.url, source: 'MONGODB_URL' });
		await expect(given.kill()).rejects.toThrow('not ours');
		await given.stop();
		await client.db('admin').command({ ping: 1 });
	});
});

describe('where no MongoDB server can be had', () => {
	it('is unavailable with what would help', async () => {
		vi.stubEnv('MONGODB_URL', '');
		vi.stubEnv('PATH', '/nowhere');
		const refused = startMongoServer();
		await expect(refused).rejects.toThrow(ServerUnavailableError);
		await expect(refused).rejects.toThrow(/MONGODB_URL.*mongod.*Go/);
	});
});
