import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Latchkey, LatchkeyPorts, LogFields } from '@latchkey/core';
import { createHost, type HostOptions } from '@latchkey/demo';
import { capturedLogger, type LogLine } from '@latchkey/testing';
import { assertDocumented } from './documented.ts';
import { patientServer } from './patient-server.ts';
import { hostStore, type Place } from './place.ts';

export const PASSWORD = 'correct horse';

export interface Answer<Body = Record<string, never>> {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	readonly body: Body;
}

export interface Credentials {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly oauthCredentials: string;
}

export interface RequestOptions {
	readonly user?: string;
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

/** A demo host under test: the real app on a real port, and a client that holds every answer against the document. */
export interface TestHost {
	readonly baseUrl: string;
	/** Of every user. */
	readonly password: string;
	readonly latchkey: Latchkey;
	readonly logs: readonly LogLine[];
	/** Everything that was logged, as one text. */
	logText(): string;
	request<Body = Record<string, never>>(method: string, path: string, options?: RequestOptions): Promise<Answer<Body>>;
	add(user: string, domainId: string, input?: object): Promise<Credentials>;
	/** A token by the strict door. */
	token(credentials: Credentials, scope?: string): Promise<string>;
	close(): Promise<void>;
}

export interface TestHostOptions {
	readonly ports?: Partial<LatchkeyPorts>;
	/** Where the data is kept; in a place of its own where absent. */
	readonly place?: Place;
	readonly folder?: string;
	readonly clientAddress?: HostOptions['clientAddress'];
}

export async function startHost({ ports = {}, place, folder, ...options }: TestHostOptions = {}): Promise<TestHost> {
	const ownFolder = folder ?? mkdtempSync(join(tmpdir(), 'latchkey-test-'));
	const logger = capturedLogger();
	const server = patientServer();
	const baseUrl = await listen(server);
	const { store, removeOwn } = await hostStore(ports.store, place);
	const own = { baseUrl, folder: ownFolder, password: PASSWORD, logger, ports: { ...ports, store } };
	const host = await createHost({ ...own, ...options });
	server.on('request', host.app);

	async function request<Body>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<Body>> {
		const { user, body } = options;
		const headers: Record<string, string> = { ...options.headers };
		if (user !== undefined) headers['authorization'] = basic(user, PASSWORD);
		if (body !== undefined) headers['content-type'] ??= 'application/json';
		const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
		const response = await fetch(new URL(path, baseUrl), {
			method,
			headers,
			redirect: 'manual',
			...(payload === undefined ? {} : { body: payload }),
		});
		const text = await response.text();
		const isJson = /json/.test(response.headers.get('content-type') ?? '');
		const parsed = isJson && text !== '' ? (JSON.parse(text) as unknown) : undefined;
		await assertDocumented(baseUrl, method, path, response, parsed);
		return { status: response.status, headers: response.headers, text, body: parsed as Body };
	}

	return {
		baseUrl,
		password: PASSWORD,
		latchkey: host.latchkey,
		logs: logger.lines,
		logText: () => logger.lines.map(({ fields, message }) => `${message} ${textOf(fields)}`).join('\n'),
		request,
		async add(user, domainId, input = {}) {
			const path = `/v1/domains/${domainId}/client-applications`;
			const body = { name: 'EMM', privileges: ['devices:read'], ...input };
			const answer = await request<{ credentials: Credentials }>('POST', path, { user, body });
			if (answer.status !== 201) throw new Error(`not added: ${answer.status} ${answer.text}`);
			return answer.body.credentials;
		},
		async token({ oauthCredentials }, scope) {
			const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) });
			const headers = {
				authorization: `Basic ${oauthCredentials}`,
				'content-type': 'application/x-www-form-urlencoded',
			};
			const answer = await request<{ access_token: string }>('POST', '/oauth2/token', {
				headers,
				body: form.toString(),
			});
			if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${answer.text}`);
			return answer.body.access_token;
		},
		async close() {
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
			await host.close();
			await removeOwn();
			if (folder === undefined) rmSync(ownFolder, { recursive: true, force: true });
		},
	};
}

export function basic(name: string, secret: string): string {
	return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
}

async function listen(server: Server): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function textOf(fields: LogFields): string {
	return JSON.stringify(fields);
}
