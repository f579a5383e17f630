import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, createLatchkey, type Latchkey, localKeyEncryption, type Store } from '@latchkey/core';
import { type ExpressAdapter, expressAdapter } from '@latchkey/http-adapter';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';

const APPLICATIONS = 1000;
const PER_DOMAIN = 50;

export interface Prepared {
	readonly latchkey: Latchkey;
	readonly store: Store;
	readonly adapter: ExpressAdapter;
	/** One `Authorization` header for each application. */
	readonly authorizations: readonly string[];
}

interface Kept {
	/** base64 */
	readonly key: string;
	readonly authorizations: readonly string[];
}

export interface PrepareOptions {
	/** The machine's where absent. */
	readonly clock?: Clock;
	/** What Latchkey is given in the place of the store. */
	readonly wrap?: (store: Store) => Store;
}

/** Latchkey on a SQLite file in `directory`, with 1,000 applications that the first start adds. */
export async function prepare(
	directory: string,
	{ clock, wrap = (store) => store }: PrepareOptions = {},
): Promise<Prepared> {
	const keptFile = join(directory, 'kept.json');
	const kept = existsSync(keptFile) ? (JSON.parse(readFileSync(keptFile, 'utf8')) as Kept) : undefined;
	const key = kept === undefined ? randomBytes(32) : Buffer.from(kept.key, 'base64');
	const store = wrap(await sqliteStore({ file: join(directory, 'latchkey.db') }));
	const latchkey = createLatchkey({
		...nodeRuntime(),
		...(clock === undefined ? {} : { clock }),
		store,
		keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: key } }),
		privileges: [{ name: 'devices:read' }, { name: 'reports:read' }],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		onEvent: () => undefined,
	});
	await latchkey.start();
	const authorizations = kept?.authorizations ?? (await addApplications(latchkey));
	writeFileSync(keptFile, JSON.stringify({ key: key.toString('base64'), authorizations }));
	const mutualTls = { proxy: { header: 'Client-Cert', addresses: ['127.0.0.1'] } };
	return {
		latchkey,
		store,
		adapter: expressAdapter(latchkey, { authenticate: () => undefined, mutualTls }),
		authorizations,
	};
}

export function clientIdOf(authorization: string): string {
	const [clientId = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
		.toString()
		.split(':');
	return clientId;
}

async function addApplications(latchkey: Latchkey): Promise<string[]> {
	const authorizations: string[] = [];
	for (let count = 0; count < APPLICATIONS; count++) {
		const domainId = `domain-${Math.floor(count / PER_DOMAIN)}`;
		const grant = { manage: true, reveal: true, grantable: ['devices:read', 'reports:read'] };
		const actor = { userId: 'bench', customerId: 'bench', domains: { [domainId]: grant } };
		const input = { name: `Application ${count}`, privileges: ['devices:read', 'reports:read'] };
		const { credentials } = await latchkey.applications.add(actor, domainId, input);
		authorizations.push(`Basic ${credentials.oauthCredentials}`);
	}
	return authorizations;
}
