import { join } from 'node:path';
import { type Store, StoreUnavailableError } from '@latchkey/core';
import { mongoStore } from '@latchkey/store-mongo';
import { sqliteStore } from '@latchkey/store-sqlite';

export interface MongoPlace {
	/** `mongodb://127.0.0.1:27017`. */
	readonly url: string;
	/** Where absent, the one in the URL; where that names none, `latchkey`. */
	readonly database?: string | undefined;
}

/** As the environment names it. */
export function mongoPlace({
	MONGODB_URL: url,
	MONGODB_DATABASE: database,
}: NodeJS.ProcessEnv): MongoPlace | undefined {
	return url === undefined || url === '' ? undefined : { url, database };
}

const NAMES_DATABASE = /^[^/]+\/\/[^/]+\/[^?]/;

/** MongoDB where one is given, with whatever indexes it lacks; else a file in the folder. */
export async function openStore(folder: string, mongodb: MongoPlace | undefined): Promise<Store> {
	if (mongodb === undefined) return sqliteStore({ file: join(folder, 'latchkey.db') });
	const { url, database = NAMES_DATABASE.test(url) ? undefined : 'latchkey' } = mongodb;
	try {
		return await mongoStore({ url, indexes: 'create', ...(database === undefined ? {} : { database }) });
	} catch (error) {
		if (!(error instanceof StoreUnavailableError)) throw error;
		const server = url.replace(/^[^/]+\/\/(?:[^@/]*@)?([^/]*).*$/, '$1');
		throw new Error(
			`MONGODB_URL names ${server}, which does not serve (${error.message}). Start MongoDB there, or unset MONGODB_URL to keep the data in a file.`,
			{ cause: error },
		);
	}
}
