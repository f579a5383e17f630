import type { Latchkey } from '@latchkey/core';
import { type AdapterOptions, expressAdapter } from '@latchkey/http-adapter';
import type { LatchkeyWorker } from '@latchkey/worker';
import express, { type Express } from 'express';
import { devicesRouter } from './devices.ts';
import { failurePage } from './pages/failure.ts';
import { type OpenOptions, openLatchkey, workOf } from './platform.ts';
import { pagesRouter } from './sign-in/router.ts';
import { sessions } from './sign-in/sessions.ts';
import { userOf } from './users.ts';

export interface HostOptions extends OpenOptions {
	/** Of every demo user. */
	readonly password: string;
	/** Of whoever calls; the socket's where absent. */
	readonly clientAddress?: AdapterOptions['clientAddress'];
	/** Where it takes client certificates from; from nowhere where absent. */
	readonly mutualTls?: AdapterOptions['mutualTls'];
}

export interface Host {
	readonly app: Express;
	readonly latchkey: Latchkey;
	readonly worker: LatchkeyWorker;
	/** Brings the background work to an end, and then all of it. */
	close(): Promise<void>;
}

/** A platform that has Latchkey built in, as one of its customers' engineers would write it. */
export async function createHost({ password, clientAddress, mutualTls, ...options }: HostOptions): Promise<Host> {
	const latchkey = await openLatchkey(options);
	await latchkey.start();
	const worker = workOf(latchkey, options);

	const signedIn = sessions({ secure: options.baseUrl.startsWith('https:') });
	const { router, wellKnownRouter, consoleRouter, requireBearer } = expressAdapter(latchkey, {
		authenticate: ({ headers }) => userOf(headers.authorization, password) ?? signedIn.userOf(headers.cookie),
		...(clientAddress === undefined ? {} : { clientAddress }),
		...(mutualTls === undefined ? {} : { mutualTls }),
		challenge: 'Basic realm="Latchkey demo", charset="UTF-8"',
	});
	const app = express();
	app.disable('x-powered-by');
	app.use(
		router,
		wellKnownRouter,
		devicesRouter(requireBearer),
		pagesRouter(signedIn, { password, baseUrl: options.baseUrl }),
	);
	app.use('/console', consoleRouter({ signInUrl: '/sign-in' }));
	app.use(failurePage(latchkey.logger));
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
