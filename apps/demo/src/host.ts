import { join } from 'node:path';
import { createLatchkey, type Latchkey, type LatchkeyPorts, type Logger } from '@latchkey/core';
import { expressAdapter } from '@latchkey/http-adapter';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import express, { type Express } from 'express';
import { devicesRouter } from './devices.ts';
import { keyFileEncryption } from './key-file.ts';
import { PRIVILEGES, userOf } from './users.ts';

export interface HostOptions {
	/** Where the host is reached: `http://127.0.0.1:3000`. */
	readonly baseUrl: string;
	/** Where it keeps its data. */
	readonly folder: string;
	/** Of every demo user. */
	readonly password: string;
	readonly logger: Logger;
	/** Anything else to stand on than the defaults. */
	readonly ports?: Partial<LatchkeyPorts>;
}

export interface Host {
	readonly app: Express;
	readonly latchkey: Latchkey;
}

/** A platform that has Latchkey built in, as one of its customers' engineers would write it. */
export async function createHost({ baseUrl, folder, password, logger, ports }: HostOptions): Promise<Host> {
	const keyEncryption = keyFileEncryption(folder);
	const latchkey = createLatchkey({
		...nodeRuntime(),
		logger,
		keyEncryption,
		store: ports?.store ?? (await sqliteStore({ file: join(folder, 'latchkey.db') })),
		...ports,
		privileges: PRIVILEGES,
		tokens: { issuer: baseUrl, audience: `${baseUrl}/v1` },
	});
	await latchkey.start();

	const { router, wellKnownRouter, requireBearer } = expressAdapter(latchkey, {
		authenticate: (request) => userOf(request.headers.authorization, password),
		challenge: 'Basic realm="Latchkey demo", charset="UTF-8"',
	});
	const app = express();
	app.disable('x-powered-by');
	app.use(router, wellKnownRouter, devicesRouter(requireBearer));
	return { app, latchkey };
}
