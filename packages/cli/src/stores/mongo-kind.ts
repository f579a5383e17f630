import { usageFailure } from '../failure.ts';
import type { StoreKind } from './store-kind.ts';

export const mongoKind: StoreKind = {
	schemes: ['mongodb', 'mongodb+srv'],
	form: 'mongodb://host/database',
	async inspect(url) {
		const { database } = partsOf(url);
		const { ensureIndexes, MONGO_INDEXES } = await mongo();
		const missing = await ensureIndexes({ url, dryRun: true });
		const total = MONGO_INDEXES.length;
		if (missing.length === 0) return { state: 'ready', detail: `the database "${database}" has all ${total} indexes` };
		if (missing.length === total) {
			return { state: 'absent', detail: `the database "${database}" has no index of Latchkey's` };
		}
		const names = missing.map(({ collection, name }) => `${collection}.${name}`).join(', ');
		return {
			state: 'outdated',
			detail: `the database "${database}" lacks ${missing.length} of ${total} indexes: ${names}`,
		};
	},
	async migrate(url) {
		partsOf(url);
		const { ensureIndexes } = await mongo();
		await ensureIndexes({ url });
	},
	async open(url) {
		partsOf(url);
		const { mongoStore } = await mongo();
		return mongoStore({ url, ...PATIENT });
	},
	identity(url) {
		const { scheme, hosts, database } = partsOf(url);
		const ports = hosts.map((host) => (/:\d+$/.test(host) || scheme === 'mongodb+srv' ? host : `${host}:27017`));
		return `${scheme}://${ports.sort().join(',')}/${database}`;
	},
};

/** A page of a copy may take longer than a request may; `inspect` has found the server by then, or given up sooner. */
const PATIENT = { serverSelectionTimeoutMs: 10_000, socketTimeoutMs: 120_000 };

/** Its driver is much to load, and most stores are files. */
function mongo() {
	return import('@latchkey/store-mongo');
}

const FORM = /^(mongodb(?:\+srv)?):\/\/(?:[^/@]*@)?([^/@?]+)\/([^/?]+)(?:\?.*)?$/i;

/** Without a database in it, the driver would go on to one named "test". */
function partsOf(url: string): { scheme: string; hosts: string[]; database: string } {
	const [, scheme = '', hosts = '', database] = FORM.exec(url) ?? [];
	if (database === undefined) {
		// Not quoted: it may hold a password.
		throw usageFailure('this URL names no database of MongoDB', 'For example: mongodb://host:27017/latchkey');
	}
	return { scheme: scheme.toLowerCase(), hosts: hosts.toLowerCase().split(','), database };
}
