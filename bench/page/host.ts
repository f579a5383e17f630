import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Actor, createLatchkey, localKeyEncryption } from '@latchkey/core';
import { expressAdapter } from '@latchkey/http-adapter';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import express from 'express';

const LIMIT = 2000;
const PRIVILEGES = ['devices:read', 'devices:write', 'reports:read', 'events:read'];
const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export interface PageHost {
	/** Of the page that shows a domain with so many applications. */
	pageOf(size: number): string;
	close(): Promise<void>;
}

/** A host with one user, whose customer has a domain of each size, and a page for each. */
export async function startPageHost(file: string, sizes: readonly number[]): Promise<PageHost> {
	const latchkey = createLatchkey({
		...nodeRuntime(),
		logger: SILENT,
		store: await sqliteStore({ file }),
		keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } }),
		privileges: PRIVILEGES.map((name) => ({ name })),
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		limit: LIMIT,
	});
	await latchkey.start();
	const app = express();
	for (const size of sizes) {
		const domainId = `of-${size}`;
		const user: Actor = { userId: 'ada', customerId: 'acme', domains: { [domainId]: grant } };
		for (let count = 0; count < size; count++) {
			await latchkey.applications.add(user, domainId, { name: `Integration ${count}`, privileges: PRIVILEGES });
		}
		const { router, consoleRouter } = expressAdapter(latchkey, { authenticate: () => user });
		app.use(`/${size}`, router);
		app.use(`/${size}/console`, consoleRouter({ apiPath: `/${size}` }));
	}
	const server = createServer(app);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		pageOf: (size) => `http://127.0.0.1:${port}/${size}/console`,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			await latchkey.close();
		},
	};
}
