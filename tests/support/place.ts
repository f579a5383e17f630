import type { Store } from '@latchkey/core';
import { mongoStore } from '@latchkey/store-mongo';
import { sqliteStore } from '@latchkey/store-sqlite';
import { inject, onTestFinished } from 'vitest';
import { dropDatabase, scratchName } from '../../tools/servers/scratch-database.ts';
import { scratchFile } from './scratch-file.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		/** What the hosts of a project stand on; SQLite where absent. */
		readonly storeKind?: 'mongodb';
	}
}

/** Where a store keeps its data; plain data, so that another process can be told. */
export type Place = { readonly file: string } | { readonly url: string; readonly database: string };

function newPlace(): Place {
	return scratchDatabase() ?? { file: ':memory:' };
}

/** A place of the running test, for as many hosts and processes as it likes; it is gone when the test has finished. */
export function sharedPlace(): Place {
	const place = scratchDatabase() ?? { file: scratchFile() };
	onTestFinished(() => removePlace(place));
	return place;
}

/** A store of the running test. */
export async function scratchStore(): Promise<Store> {
	const place = newPlace();
	onTestFinished(() => removePlace(place));
	return openPlace(place);
}

export function openPlace(place: Place): Promise<Store> {
	// Many processes may want to write to one file at once, or wait for a server that does one thing at a time.
	return 'file' in place
		? sqliteStore({ ...place, lockTimeoutMs: 30_000 })
		: mongoStore({ ...place, indexes: 'create', serverSelectionTimeoutMs: 30_000, socketTimeoutMs: 120_000 });
}

/** A file goes with its folder. */
async function removePlace(place: Place): Promise<void> {
	if ('database' in place) await dropDatabase(place.url, place.database);
}

/** The store that a host was given, at a place or by itself; else one in a place of its own, which it removes. */
export async function hostStore(
	given: Store | undefined,
	place: Place | undefined,
): Promise<{ readonly store: Store; readonly removeOwn: () => Promise<void> }> {
	const none = async (): Promise<void> => undefined;
	if (given !== undefined) return { store: given, removeOwn: none };
	if (place !== undefined) return { store: await openPlace(place), removeOwn: none };
	const own = newPlace();
	return { store: await openPlace(own), removeOwn: () => removePlace(own) };
}

export const isMongo = (): boolean => inject('storeKind') === 'mongodb';

function scratchDatabase(): Place | undefined {
	if (!isMongo()) return undefined;
	const mongo = inject('mongo');
	// Tests that need it are left out then, but what stands around them is set up all the same.
	return 'missing' in mongo ? undefined : { url: withFewConnections(mongo.url), database: scratchName() };
}

/** A server that does one thing at a time must not be asked for so many that the last ones wait for too long. */
function withFewConnections(url: string): string {
	const limited = new URL(url);
	limited.searchParams.set('maxPoolSize', '8');
	return limited.href;
}
