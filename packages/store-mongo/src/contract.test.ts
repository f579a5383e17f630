import type { Store } from '@latchkey/core';
import { storeContract } from '@latchkey/testing';
import { mongo as driver } from 'mongoose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { indexFor, namesItsTenant, strangeOperators } from '../test/command-rules.ts';
import { commandRecord, type RecordedCommand } from '../test/recorded-commands.ts';
import { type DatabaseAddress, unusedDatabase } from '../test/scratch-database.ts';
import { connect } from './database/connection.ts';
import { ensureIndexes, MONGO_INDEXES } from './database/indexes.ts';
import { storeOn } from './store.ts';

const mongo = inject('mongo');
const record = commandRecord();

describe.skipIf('missing' in mongo)('on a server', () => {
	// One database for all, emptied after each case: to make the indexes takes longer than most cases.
	let at: DatabaseAddress;
	let client: driver.MongoClient;
	const emptied = [...new Set(MONGO_INDEXES.map(({ collection }) => collection)), 'processes'];

	beforeAll(async () => {
		at = unusedDatabase(mongo);
		client = new driver.MongoClient(at.url);
		await ensureIndexes(at);
	});

	afterAll(async () => {
		await client.db(at.database).dropDatabase();
		await client.close();
	});

	storeContract({
		name: 'MongoDB',
		async open() {
			const opened: Store[] = [];
			const openDatabase = async (): Promise<Store> => {
				const connection = await connect(at, { monitorCommands: true });
				record.listenTo(connection.mongoose.getClient());
				const store = storeOn(connection);
				opened.push(store);
				return store;
			};
			const closeAll = async (): Promise<void> => {
				for (const store of opened.splice(0)) await store.close();
			};
			return {
				store: await openDatabase(),
				another: openDatabase,
				async reopen() {
					await closeAll();
					return await openDatabase();
				},
				async close() {
					await closeAll();
					for (const name of emptied) await client.db(at.database).collection(name).deleteMany({});
				},
			};
		},
	});

	// Of all that the tests above made the store send: they are in one file for that.
	describe('every command that the contract makes it send', () => {
		const offending = (offends: (command: RecordedCommand) => boolean): readonly RecordedCommand[] =>
			record.all().filter(offends);

		it('is of a kind that was recorded', () => {
			expect(record.all().length).toBeGreaterThan(50);
			const kinds = new Set(record.all().map(({ name, collection }) => `${name} ${collection}`));
			for (const kind of ['find applications', 'update applications', 'insert applications', 'delete applications']) {
				expect(kinds).toContain(kind);
			}
			for (const kind of ['aggregate applications', 'findAndModify applications', 'findAndModify policies']) {
				expect(kinds).toContain(kind);
			}
			for (const kind of ['update policies', 'update usage', 'find usage', 'find host_keys', 'update host_keys']) {
				expect(kinds).toContain(kind);
			}
		});

		it('names its tenant, but for the sweeps, the feed of revocations, the copy and what is of the host', () => {
			expect(offending((command) => !namesItsTenant(command))).toStrictEqual([]);
		});

		it('holds operators of ours only', () => {
			expect(record.all().flatMap(strangeOperators)).toStrictEqual([]);
		});

		it('is served by an index that begins with what it names, in the order that it wants', () => {
			const counts = ({ name, filter }: RecordedCommand): boolean =>
				name === 'aggregate' && Object.keys(filter).length === 0;
			const asks = offending((command) => command.name !== 'insert' && !counts(command));
			expect(asks.filter((command) => indexFor(command) === undefined)).toStrictEqual([]);
		});

		it('waits until a majority has written it down, and reads what a majority has', () => {
			const writes = new Set(['insert', 'update', 'delete', 'findAndModify']);
			for (const { name, sent } of record.all()) {
				if (writes.has(name)) expect(sent, name).toMatchObject({ writeConcern: { w: 'majority', j: true } });
				else expect(sent, name).toMatchObject({ readConcern: { level: 'majority' } });
				expect(Object.keys(sent), 'no transaction').not.toContain('startTransaction');
			}
		});
	});
});
