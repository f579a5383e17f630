import { existsSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '@latchkey/core';
import { expect, it } from 'vitest';
import { scratchFile } from '../../test/scratch-file.ts';
import { sqliteStore } from '../store.ts';
import { inspectSqlite } from './inspect.ts';

it('tells the version of a file, and leaves it as it is', async () => {
	const file = scratchFile();
	expect(inspectSqlite(file)).toBeUndefined();
	expect(existsSync(file)).toBe(false);
	new DatabaseSync(file).close();
	expect(inspectSqlite(file)?.version).toBe(0);
	const store = await sqliteStore({ file });
	const current = inspectSqlite(file);
	expect(current?.version).toBe(current?.knownVersion);
	expect(current?.version).toBeGreaterThan(0);
	await store.close();
	const newer = new DatabaseSync(file);
	newer.exec('PRAGMA user_version = 99');
	newer.close();
	expect(inspectSqlite(file)?.version).toBe(99);
});

it('says so where the file is no database', () => {
	const file = scratchFile();
	writeFileSync(file, 'nothing of the kind, and long enough to have a header of a hundred bytes. '.repeat(20));
	expect(() => inspectSqlite(file)).toThrow(StoreUnavailableError);
});
