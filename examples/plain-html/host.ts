import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Actor, createLatchkey, localKeyEncryption } from '@latchkey/core';
import { expressAdapter } from '@latchkey/http-adapter';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { startWorker } from '@latchkey/worker';
import express, { type Express } from 'express';

const PRIVILEGES = [
	{ name: 'vans:read', title: 'See where vans are', group: 'Vans' },
	{ name: 'vans:dispatch', title: 'Send vans elsewhere', group: 'Vans' },
];
const grant = { manage: true, reveal: true, grantable: PRIVILEGES.map(({ name }) => name) };
/** Whoever opens the page: a real host asks its own session here. */
const grace: Actor = { userId: 'grace', customerId: 'fleetboard', domains: { vans: grant, trucks: grant } };

export interface PlainHost {
	readonly app: Express;
	close(): Promise<void>;
}

/** A host whose pages are files. Its data is in memory, and gone when it ends. */
export async function createPlainHost(baseUrl: string): Promise<PlainHost> {
	const runtime = nodeRuntime();
	const latchkey = createLatchkey({
		...runtime,
		store: await sqliteStore({ file: ':memory:' }),
		keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } }),
		privileges: PRIVILEGES,
		tokens: { issuer: `${baseUrl}/latchkey`, audience: `${baseUrl}/api` },
	});
	await latchkey.start();
	const worker = startWorker(latchkey, runtime);
	const { router, wellKnownRouter } = expressAdapter(latchkey, { authenticate: () => grace });

	const app = express();
	app.use('/latchkey', router);
	app.use(wellKnownRouter);
	// The host's own policy: the component needs nothing inline and nothing from elsewhere.
	app.use((_request, response, next) => {
		const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'";
		response.set('Content-Security-Policy', policy);
		next();
	});
	const component = createRequire(import.meta.url).resolve('@latchkey/console');
	app.get('/client-applications.js', (_request, response) => response.sendFile(component));
	for (const [path, file] of Object.entries({ '/': 'index.html', '/page.css': 'page.css', '/page.js': 'page.js' })) {
		app.get(path, (_request, response) => response.sendFile(join(import.meta.dirname, file)));
	}
	return {
		app,
		async close() {
			await worker.close();
			await latchkey.close();
		},
	};
}
