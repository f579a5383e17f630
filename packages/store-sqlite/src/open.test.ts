import { chmodSync, closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '@latchkey/core';
import { buildHostKey } from '@latchkey/testing';
import { expect, it } from 'vitest';
import { filesOf, scratchFile } from '../test/scratch-file.ts';
import { sqliteStore } from './store.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

function inFile<T>(file: string, work: (database: DatabaseSync) => T): T {
	const database = new DatabaseSync(file);
	try {
		return work(database);
	} finally {
		database.close();
	}
}

it('makes files that only their owner can read', async () => {
	const file = scratchFile();
	const store = await sqliteStore({ file });
	await store.hostKeys.insert(buildHostKey());
	expect(filesOf(file).map((path) => [path.slice(file.length), modeOf(path)])).toStrictEqual([
		['', 0o600],
		['-wal', 0o600],
		['-shm', 0o600],
	]);
	await store.close();
});

it('leaves the mode of a file that was there before to whoever made it', async () => {
	const file = scratchFile();
	closeSync(openSync(file, 'w'));
	chmodSync(file, 0o640);
	const store = await sqliteStore({ file });
	expect(filesOf(file).map(modeOf)).toStrictEqual([0o640, 0o640, 0o640]);
	await store.close();
});

it('keeps the locks of a connection when its process opens another one', async ({ skip }) => {
	skip(!existsSync('/proc/locks'), 'only Linux shows the locks of a process');
	const file = scratchFile();
	const first = await sqliteStore({ file });
	await first.hostKeys.list();
	const held = (): string[] => {
		const ours = new RegExp(`READ +${process.pid} \\S+:${statSync(file).ino} `);
		return readFileSync('/proc/locks', 'utf8')
			.split('\n')
			.filter((line) => ours.test(line));
	};
	expect(held()).toHaveLength(1);
	const second = await sqliteStore({ file });
	expect(held()).toHaveLength(1);
	await second.close();
	await first.close();
});

it('refuses a file of a newer version, and leaves it as it is', async () => {
	const file = scratchFile();
	inFile(file, (database) => database.exec('PRAGMA user_version = 99'));
	const opening = sqliteStore({ file });
	await expect(opening).rejects.toBeInstanceOf(StoreUnavailableError);
	await expect(opening).rejects.toThrow(/version 99.*newer/);
	expect(inFile(file, (database) => database.prepare('PRAGMA user_version').get())).toEqual({ user_version: 99 });
	expect(inFile(file, (database) => database.prepare('SELECT name FROM sqlite_schema').all())).toEqual([]);
});

it('leaves nothing of a migration that fails half way', async () => {
	const file = scratchFile();
	inFile(file, (database) => database.exec('CREATE TABLE host_keys (somebody_elses TEXT)'));
	await expect(sqliteStore({ file })).rejects.toMatchObject({ code: 'store_unavailable', cause: { errcode: 1 } });
	const schema = inFile(file, (database) => database.prepare('SELECT name FROM sqlite_schema').all());
	expect(schema).toEqual([{ name: 'host_keys' }]);
	expect(inFile(file, (database) => database.prepare('PRAGMA user_version').get())).toEqual({ user_version: 0 });
});

it('rejects where the tables are not what the version says', async () => {
	const file = scratchFile();
	inFile(file, (database) => database.exec('PRAGMA user_version = 1'));
	await expect(sqliteStore({ file })).rejects.toMatchObject({ code: 'store_unavailable', cause: { errcode: 1 } });
});

it('rejects a file that is no database, and leaves it as it is', async () => {
	const file = scratchFile();
	const text = 'not a database, but long enough to be taken for the header of one, which has a hundred bytes. '.repeat(
		20,
	);
	writeFileSync(file, text);
	const opening = sqliteStore({ file });
	await expect(opening).rejects.toMatchObject({ code: 'store_unavailable', cause: { errcode: 26 } });
	await expect(opening).rejects.toThrow(`${file}: file is not a database`);
	expect(readFileSync(file, 'utf8')).toBe(text);
});

it('rejects a database whose pages were overwritten, and never answers that there is nothing', async () => {
	const file = scratchFile();
	const store = await sqliteStore({ file });
	await store.hostKeys.insert(buildHostKey());
	await store.close();
	const bytes = readFileSync(file);
	const { page_size: size } = inFile(file, (database) => database.prepare('PRAGMA page_size').get()) ?? {};
	const roots = inFile(file, (database) =>
		database.prepare('SELECT rootpage FROM sqlite_schema WHERE rootpage > 0').all(),
	);
	// All tables and indexes, but not the schema that says where they are.
	for (const { rootpage } of roots)
		bytes.fill(0xff, (Number(rootpage) - 1) * Number(size), Number(rootpage) * Number(size));
	writeFileSync(file, bytes);
	const damaged = await sqliteStore({ file });
	await expect(damaged.hostKeys.list()).rejects.toMatchObject({ code: 'store_unavailable', cause: { errcode: 11 } });
	await expect(damaged.hostKeys.list()).rejects.toThrow(`${file}: database disk image is malformed`);
	await damaged.close();
});

it.each([
	{ folder: 'where nothing can be made', seeded: false, message: 'cannot be opened', cause: { code: 'EACCES' } },
	{ folder: 'where the log cannot be made', seeded: true, message: 'readonly', cause: { errcode: 1544 } },
])('rejects a folder $folder', async ({ seeded, message, cause }) => {
	const file = scratchFile();
	if (seeded) await (await sqliteStore({ file })).close();
	if (seeded) chmodSync(file, 0o666);
	chmodSync(dirname(file), 0o555);
	await asNobody(async () => {
		const opening = sqliteStore({ file });
		await expect(opening).rejects.toMatchObject({ code: 'store_unavailable', cause });
		await expect(opening).rejects.toThrow(message);
		await expect(opening).rejects.toThrow(file);
	});
	chmodSync(dirname(file), 0o700);
});

it('rejects a path where no file can be', async () => {
	const file = `${scratchFile()}/missing/latchkey.db`;
	await expect(sqliteStore({ file })).rejects.toMatchObject({ code: 'store_unavailable', cause: { code: 'ENOENT' } });
});

it('can be closed twice', async () => {
	const store = await sqliteStore({ file: ':memory:' });
	await store.close();
	expect(await store.close()).toBeUndefined();
});

/** What no mode of a file forbids to root, it forbids to others. */
async function asNobody(work: () => Promise<void>): Promise<void> {
	const user = process.geteuid?.();
	if (user === 0) process.seteuid?.(65_534);
	try {
		await work();
	} finally {
		if (user === 0) process.seteuid?.(0);
	}
}
