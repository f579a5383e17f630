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
		const detail = `${file} has version ${version}, and this program knows ${knownVersion}`;
		if (version < knownVersion) return { state: version === 0 ? 'absent' : 'outdated', detail };
		return { state: version > knownVersion ? 'newer' : 'ready', detail };
	},
	async migrate(url) {
		const store = await sqliteStore({ file: fileOf(url) });
		await store.close();
	},
	open: (url) => sqliteStore({ file: fileOf(url) }),
};

/** `sqlite:latchkey.db`, `sqlite:/srv/latchkey.db` and `sqlite:///srv/latchkey.db`. */
function fileOf(url: string): string {
	return url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
}
