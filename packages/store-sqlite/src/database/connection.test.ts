import type { LatchkeyEvent } from '@latchkey/core';
import { buildApplication, buildEvents } from '@latchkey/testing';
import { expect, it, onTestFinished } from 'vitest';
import { scratchFile } from '../../test/scratch-file.ts';
import { applicationRepository } from '../applications/repository.ts';
import { eventLeases } from '../events/leases.ts';
import { outbox } from '../events/outbox.ts';
import { eventTable } from '../events/table.ts';
import { type Connection, connect } from './connection.ts';
import { migrate } from './migrate.ts';

const TENANT = { customerId: 'acme', domainId: 'emm' };

async function openConnection(file = scratchFile()): Promise<Connection> {
	const connection = await connect(file, 100);
	onTestFinished(connection.close);
	await migrate(connection);
	return connection;
}

it('makes every commit durable, overwrites what it deletes, and never waits in SQLite', async () => {
	const { database } = await openConnection();
	const settings = ['synchronous', 'secure_delete', 'busy_timeout', 'journal_mode'];
	const values = settings.map((name) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
	expect(values).toStrictEqual([2, 1, 0, 'wal']);
});

it('writes nothing when the disk is full, leaves no transaction open, and goes on when there is room', async () => {
	const connection = await openConnection();
	const { database } = connection;
	const events = eventTable(database);
	const applications = applicationRepository(connection, events);
	const pending = outbox(connection, events, eventLeases(database));
	const application = buildApplication(TENANT);
	const committed: LatchkeyEvent[] = buildEvents(application, 400);
	database.exec(`PRAGMA max_page_count = ${Number(database.prepare('PRAGMA page_count').get()?.['page_count']) + 3}`);

	const inserting = applications.insert(application, committed);
	await expect(inserting).rejects.toMatchObject({ code: 'store_unavailable', cause: { errcode: 13 } });
	expect(database.isTransaction).toBe(false);
	expect(await applications.find(TENANT, application.clientId)).toBeUndefined();
	expect(await pending.pending(10)).toStrictEqual([]);

	database.exec('PRAGMA max_page_count = 100000');
	expect(await applications.insert(application, committed)).toBe('done');
	expect((await pending.pending(10))[0]?.events).toStrictEqual(committed);
});

it('rolls back what throws half way, whatever was thrown', async () => {
	const { database, write, read } = await openConnection();
	const cause = new TypeError('a mistake in here');
	const writing = write(() => {
		database.exec('PRAGMA user_version = 55');
		throw cause;
	});
	await expect(writing).rejects.toMatchObject({ code: 'store_unavailable', cause });
	expect(database.isTransaction).toBe(false);
	expect(await read(() => database.prepare('PRAGMA user_version').get())).not.toEqual({ user_version: 55 });
});

it('is not held up by a transaction that was left open', async () => {
	const { database, write } = await openConnection();
	database.exec('BEGIN; PRAGMA user_version = 55');
	expect(await write(() => database.prepare('PRAGMA user_version').get())).not.toEqual({ user_version: 55 });
	expect(database.isTransaction).toBe(false);
});

it('holds the write lock from the start of a transaction, so that what it read first still is true', async () => {
	const file = scratchFile();
	const [first, second] = [await openConnection(file), await openConnection(file)];
	const blocked = await first.write(() => {
		try {
			second.database.exec('BEGIN IMMEDIATE');
			return false;
		} catch {
			return true;
		}
	});
	expect(blocked).toBe(true);
});

it('reads by several statements what was there at one moment', async () => {
	const file = scratchFile();
	const [first, second] = [await openConnection(file), await openConnection(file)];
	const version = first.database.prepare('PRAGMA user_version');
	const read = await first.snapshot(() => {
		const before = version.get();
		second.database.exec('PRAGMA user_version = 55');
		return [before, version.get()];
	});
	expect(read[1]).toStrictEqual(read[0]);
	expect(await first.read(() => version.get())).toEqual({ user_version: 55 });
});
