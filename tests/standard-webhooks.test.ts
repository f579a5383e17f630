import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { needed, WITH_INSTALLATION_MS } from '../tools/foreign/needed.ts';
import { goReceiver, pythonReceiver } from '../tools/receivers/install.ts';
import { type ReceivedRequest, verdictsOf } from '../tools/receivers/verdicts.ts';
import { startHost, type TestHost } from './support/host.ts';

const DOMAIN = '/v1/domains/acme-phones';
const USER = 'super@acme';

interface Received {
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** Notes what comes in, and answers 204. */
async function startReceiver(): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
	const received: Received[] = [];
	const server = createServer(async (request, response) => {
		received.push({ headers: request.headers, body: await text(request) });
		response.writeHead(204).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		server.closeAllConnections();
	});
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`, received };
}

interface AddedEndpoint {
	readonly endpointId: string;
	readonly signingSecret: string;
}

async function notified(host: TestHost) {
	const { url, received } = await startReceiver();
	const { body } = await host.request<AddedEndpoint>('POST', `${DOMAIN}/endpoints`, { user: USER, body: { url } });
	const { clientId } = await host.add(USER, 'acme-phones', { name: 'Ærø ☃ "quoted"\n'.trim() });
	await host.request('POST', `${DOMAIN}/client-applications/${clientId}/secrets`, { user: USER, body: {} });
	// The endpoint itself, the application, and its two secrets.
	await expect.poll(() => received.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(4);
	return { ...body, received };
}

function asGiven(secret: string, { headers, body }: Received): ReceivedRequest {
	const named = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
	return { secret, headers: Object.fromEntries(named.map((name) => [name, String(headers[name])])), body };
}

describe('receivers that others wrote', () => {
	let host: TestHost;
	beforeAll(async () => {
		host = await startHost();
		return () => host.close();
	});

	it('npm: take what we send, and nothing that was changed', async () => {
		const { signingSecret, received } = await notified(host);
		for (const request of received) {
			const { headers, body } = asGiven(signingSecret, request);
			const webhook = new Webhook(signingSecret);
			expect(webhook.verify(body, headers)).toMatchObject({ data: { customerId: 'acme', domainId: 'acme-phones' } });
			expect(() => webhook.verify(body.replace('acme', 'acmf'), headers)).toThrow();
			expect(() => webhook.verify(body, { ...headers, 'webhook-id': 'another' })).toThrow();
		}
	});

	it.for([
		['PyPI', pythonReceiver],
		['Go', goReceiver],
	] as const)(
		'%s: take what we send, and nothing that was changed',
		{ timeout: WITH_INSTALLATION_MS },
		async ([, install], { skip }) => {
			const program = await needed(install, skip);
			const { signingSecret, received } = await notified(host);
			const good = received.map((request) => asGiven(signingSecret, request));
			const changed = good.map((request) => ({ ...request, body: request.body.replace('acme', 'acmf') }));
			expect(await verdictsOf(program, [...good, ...changed])).toEqual([
				...good.map(() => true),
				...changed.map(() => false),
			]);
		},
	);

	it('take both secrets while a signing secret is being changed', async () => {
		const before = await notified(host);
		const path = `${DOMAIN}/endpoints/${before.endpointId}`;
		const rotated = await host.request<AddedEndpoint>('POST', `${path}/rotate`, { user: USER, body: {} });
		const count = before.received.length;
		await host.request('POST', `${path}/test`, { user: USER, body: {} });
		await expect.poll(() => before.received.length, { timeout: 30_000 }).toBeGreaterThan(count);
		const last = before.received.at(-1);
		if (last === undefined) throw new Error('nothing was received');
		for (const secret of [before.signingSecret, rotated.body.signingSecret]) {
			const { headers, body } = asGiven(secret, last);
			expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: expect.stringMatching(/^endpoint\./) });
		}
		expect(rotated.body.signingSecret).not.toBe(before.signingSecret);
	});
});
