import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { inspectSqlite, sqliteStore } from '@latchkey/store-sqlite';
import type { StoreKind } from './store-kind.ts';

export const sqliteKind: StoreKind = {
	schemes: ['sqlite'],
	form: 'sqlite:/path/to/latchkey.db',
	async inspect(url) {
		const file = fileOf(url);
		const found = inspectSqlite(file);
		if (found === undefined) return { state: 'absent', detail: `there is no database at ${file}` };
		const { version, knownVersion } = found;
		const detail = `${file} has schema version ${version}, and this program needs ${knownVersion}`;
		if (version < knownVersion) return { state: version === 0 ? 'absent' : 'outdated', detail };
		return { state: version > knownVersion ? 'newer' : 'ready', detail };
	},
	async migrate(url) {
		const store = await sqliteStore({ file: fileOf(url) });
		await store.close();
	},
	open: (url) => sqliteStore({ file: fileOf(url) }),
	identity: (url) => `sqlite:${realPath(resolve(fileOf(url)))}`,
};

/** By whatever links it is reached; of one that is not there yet, its folder. */
function realPath(file: string): string {
	if (existsSync(file)) return realpathSync(file);
	const folder = dirname(file);
	return existsSync(folder) ? join(realpathSync(folder), basename(file)) : file;
}

/** `sqlite:latchkey.db`, `sqlite:/srv/latchkey.db` and `sqlite:///srv/latchkey.db`. */
function fileOf(url: string): string {
	return url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
}
