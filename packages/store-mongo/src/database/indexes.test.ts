import { StoreUnavailableError } from '@latchkey/core';
import { describe, expect, inject, it } from 'vitest';
import { inDatabase, scratch } from '../../test/scratch-database.ts';
import { mongoStore } from '../store.ts';
import { ensureIndexes, MONGO_INDEXES, MONGO_SHARD_KEYS } from './indexes.ts';

const mongo = inject('mongo');

const named = (indexes: readonly { readonly collection: string; readonly name: string }[]): string[] =>
	indexes.map(({ collection, name }) => `${collection}.${name}`);

describe.skipIf('missing' in mongo)('the indexes of a database', () => {
	it('are made by a step of its own, which says what it made and can be repeated', async () => {
		const at = scratch(mongo);
		expect(await ensureIndexes({ ...at, dryRun: true })).toStrictEqual(MONGO_INDEXES);
		expect(await ensureIndexes({ ...at, dryRun: true }), 'the first one made nothing').toStrictEqual(MONGO_INDEXES);
		expect(await ensureIndexes(at)).toStrictEqual(MONGO_INDEXES);
		expect(await ensureIndexes(at)).toStrictEqual([]);
		const store = await mongoStore(at);
		await store.ping();
		await store.close();
	});

	it('are made by any number of processes at the same time', async () => {
		const at = scratch(mongo);
		await Promise.all(Array.from({ length: 4 }, () => ensureIndexes(at)));
		expect(await ensureIndexes(at)).toStrictEqual([]);
	});

	it.each(MONGO_INDEXES)('are asked for: $collection.$name', async ({ collection, name }) => {
		const at = scratch(mongo);
		await ensureIndexes(at);
		await inDatabase(at, (database) => database.collection(collection).dropIndex(name));
		const opening = mongoStore(at);
		await expect(opening).rejects.toBeInstanceOf(StoreUnavailableError);
		await expect(opening).rejects.toThrow(`indexes are missing: ${collection}.${name};`);
		await expect(opening).rejects.toThrow('ensureIndexes()');
		expect(named(await ensureIndexes(at))).toStrictEqual([`${collection}.${name}`]);
		await (await mongoStore(at)).close();
	});

	it('are missing where one has the fields but does not keep them unique', async () => {
		const at = scratch(mongo);
		await ensureIndexes(at);
		await inDatabase(at, async (database) => {
			await database.collection('applications').dropIndex('by_slot');
			await database.collection('applications').createIndex({ customerId: 1, domainId: 1, slot: 1 });
		});
		await expect(mongoStore(at)).rejects.toThrow('indexes are missing: applications.by_slot;');
	});

	it('are made at the opening where that is asked for', async () => {
		const at = scratch(mongo);
		await expect(mongoStore(at)).rejects.toThrow(named(MONGO_INDEXES).join(', '));
		await (await mongoStore({ ...at, indexes: 'create' })).close();
		await (await mongoStore(at)).close();
	});
});

describe('MONGO_INDEXES', () => {
	it('keep what is unique within one shard: a unique one begins with the whole shard key', () => {
		const unique = MONGO_INDEXES.filter((index) => index.unique);
		expect(named(unique)).toStrictEqual(['applications.by_slot', 'endpoints.by_slot', 'audit_entries.by_event']);
		for (const { collection, fields } of unique) {
			const shardKey = Object.keys(MONGO_SHARD_KEYS[collection] ?? {});
			expect(Object.keys(fields).slice(0, shardKey.length)).toStrictEqual(shardKey);
		}
	});

	it('have one for each shard key to begin with', () => {
		for (const [collection, shardKey] of Object.entries(MONGO_SHARD_KEYS)) {
			const begins = ({ fields }: (typeof MONGO_INDEXES)[number]): boolean =>
				JSON.stringify(Object.entries(fields).slice(0, Object.keys(shardKey).length)) ===
				JSON.stringify(Object.entries(shardKey));
			expect(MONGO_INDEXES.filter((index) => index.collection === collection && begins(index))).not.toHaveLength(0);
			expect(Object.keys(shardKey)[0]).toBe('customerId');
			const ofCustomers = ['certificate_authorities', 'revoked_certificates'];
			expect(Object.keys(shardKey)[1] === 'domainId').toBe(!ofCustomers.includes(collection));
		}
	});
});
