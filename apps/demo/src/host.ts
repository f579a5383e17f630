import type { Latchkey } from '@latchkey/core';
import { expressAdapter } from '@latchkey/http-adapter';
import type { LatchkeyWorker } from '@latchkey/worker';
import express, { type Express } from 'express';
import { devicesRouter } from './devices.ts';
import { type OpenOptions, openLatchkey, workOf } from './platform.ts';
import { userOf } from './users.ts';

export interface HostOptions extends OpenOptions {
	/** Of every demo user. */
	readonly password: string;
}

export interface Host {
	readonly app: Express;
	readonly latchkey: Latchkey;
	readonly worker: LatchkeyWorker;
	/** Brings the background work to an end, and then all of it. */
	close(): Promise<void>;
}

/** A platform that has Latchkey built in, as one of its customers' engineers would write it. */
export async function createHost({ password, ...options }: HostOptions): Promise<Host> {
	const latchkey = await openLatchkey(options);
	await latchkey.start();
	const worker = workOf(latchkey, options);

	const { router, wellKnownRouter, requireBearer } = expressAdapter(latchkey, {
		authenticate: (request) => userOf(request.headers.authorization, password),
		challenge: 'Basic realm="Latchkey demo", charset="UTF-8"',
	});
	const app = express();
	app.disable('x-powered-by');
	app.use(router, wellKnownRouter, devicesRouter(requireBearer));
	return {
		app,
		latchkey,
		worker,
		async close() {
			await worker.close();
			await latchkey.close();
		},
	};
}
