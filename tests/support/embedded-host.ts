import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
	type Actor,
	createLatchkey,
	type KeyEncryption,
	type Latchkey,
	type LatchkeyEvent,
	type LatchkeyOptions,
	localKeyEncryption,
	type Store,
} from '@latchkey/core';
import { type AdapterOptions, expressAdapter, type PageOptions } from '@latchkey/http-adapter';
import { nodeRuntime } from '@latchkey/runtime-node';
import { type CapturedLogger, capturedLogger, manualScheduler } from '@latchkey/testing';
import { type LatchkeyWorker, startWorker } from '@latchkey/worker';
import express, { type Express } from 'express';
import { assertDocumented } from './documented.ts';
import { patientServer } from './patient-server.ts';
import { hostStore, type Place } from './place.ts';

export const PRIVILEGES = ['devices:read', 'devices:write', 'reports:read', 'events:read'];

export interface EmbeddedAnswer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	readonly json: Record<string, unknown>;
}

export interface Call {
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

/** A host whose users are whoever the test says they are, by an `x-user` header. */
export interface EmbeddedHost {
	readonly baseUrl: string;
	readonly latchkey: Latchkey;
	readonly store: Store;
	readonly keyEncryption: KeyEncryption;
	readonly logger: CapturedLogger;
	/** Every event that was relayed. */
	readonly events: readonly LatchkeyEvent[];
	/** Runs every series of the host's scheduler once, such as the one that writes out what was counted. */
	flushUsage(): Promise<void>;
	call(user: string | undefined, method: string, path: string, call?: Call): Promise<EmbeddedAnswer>;
	close(): Promise<void>;
}

export interface EmbeddedHostOptions extends Partial<LatchkeyOptions> {
	readonly actors: Readonly<Record<string, Actor>>;
	/** What the host mounts before Latchkey. */
	readonly mount?: (app: Express) => void;
	/** Where the API router is mounted; at the root where absent. */
	readonly prefix?: string;
	readonly adapter?: Partial<AdapterOptions>;
	/** Mounts the management page under `/console`. */
	readonly console?: PageOptions;
	/** Where the data is kept; in a place of its own where absent. */
	readonly place?: Place;
	/** Who works for it; itself where absent. */
	readonly startWork?: ((latchkey: Latchkey) => LatchkeyWorker) | undefined;
}

export async function startEmbeddedHost(options: EmbeddedHostOptions): Promise<EmbeddedHost> {
	const { actors, mount, prefix: root = '', adapter, console: page, place, startWork, ...overrides } = options;
	const logger = capturedLogger();
	const events: LatchkeyEvent[] = [];
	const keys = { k1: randomBytes(32) };
	const scheduler = manualScheduler();
	const { store, removeOwn } = await hostStore(overrides.store, place);
	const ports = {
		...nodeRuntime(),
		scheduler,
		logger,
		store,
		keyEncryption: overrides.keyEncryption ?? localKeyEncryption({ currentKeyId: 'k1', keys }),
	};
	const latchkey = createLatchkey({
		privileges: PRIVILEGES.map((name) => ({ name })),
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		onEvent: (event) => {
			events.push(event);
		},
		...ports,
		...overrides,
	});
	await latchkey.start();
	const worker =
		startWork?.(latchkey) ??
		startWorker(latchkey, {
			clock: overrides.clock ?? ports.clock,
			scheduler: overrides.scheduler ?? scheduler,
		});
	const app = express();
	mount?.(app);
	const authenticate = (request: { headers: Record<string, unknown> }): Actor | undefined =>
		actors[String(request.headers['x-user'])];
	const { router, wellKnownRouter, consoleRouter, requireBearer } = expressAdapter(latchkey, {
		authenticate,
		...adapter,
	});
	app.use(root, router);
	if (page !== undefined) app.use('/console', consoleRouter({ apiPath: root, ...page }));
	app.use(wellKnownRouter);
	app.get('/api/:privilege', (request, response, next) =>
		requireBearer(request.params.privilege)(request, response, next),
	);
	app.get('/api/:privilege', (_request, response) => {
		response.json({ open: true });
	});
	const server = patientServer(app);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	return {
		baseUrl,
		latchkey,
		store,
		keyEncryption: ports.keyEncryption,
		logger,
		events,
		flushUsage: () => scheduler.runAll(),
		async call(user, method, path, { body, headers = {} } = {}) {
			const sent = new Headers(headers);
			if (user !== undefined) sent.set('x-user', user);
			if (body !== undefined && !sent.has('content-type')) sent.set('content-type', 'application/json');
			const payload = typeof body === 'string' ? body : JSON.stringify(body);
			const init = { method, headers: sent, ...(body === undefined ? {} : { body: payload }) };
			const response = await fetch(new URL(path, baseUrl), init);
			const text = await response.text();
			const type = response.headers.get('content-type') ?? '';
			const isJson = /[/+]json/.test(type) && text !== '';
			const lines = type.includes('x-ndjson') ? text : undefined;
			const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
			const ownPath = path.slice(root.length);
			await assertDocumented(`${baseUrl}${root}`, method, ownPath, response, isJson ? json : lines);
			return { status: response.status, headers: response.headers, text, json };
		},
		async close() {
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
			await worker.close();
			await latchkey.close();
			await removeOwn();
		},
	};
}

/** A token by the lenient door. */
export async function tokenOf(host: EmbeddedHost, oauthCredentials: string): Promise<EmbeddedAnswer> {
	return host.call(undefined, 'POST', '/v1/oauth2/tokens', { headers: { authorization: `Basic ${oauthCredentials}` } });
}
