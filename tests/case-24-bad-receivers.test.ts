import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Delivery, Outbound } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { selfSigned } from '../packages/outbound/test/certificate.ts';
import { loopbackOutbound } from './support/loopback-outbound.ts';
import { type Answer, type Receiver, startReceiver, taken } from './support/receiver.ts';
import { scratchFile } from './support/scratch-file.ts';
import { ACME, ADA, type AddedEndpoint, events, type SendingHost, startSendingHost } from './support/sending-host.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** After so many failed tries, at the earliest. */
const DELAYS = [5000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];
const JITTER = 1.2;

async function receiver(answer?: Answer): Promise<Receiver> {
	const started = await startReceiver(answer);
	onTestFinished(started.close);
	return started;
}

const answering =
	(status: number, headers: Record<string, string> = {}, body: string | Buffer = ''): Answer =>
	(_heard, response) => {
		response.writeHead(status, headers).end(body);
	};

/** What speaks no HTTP, or not for long. */
async function rawServer(onSocket: (socket: Socket) => void): Promise<string> {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
		onSocket(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(async () => {
		for (const socket of sockets) socket.destroy();
		await new Promise((resolve) => server.close(resolve));
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function expiredTls(): Promise<string> {
	const { certificate, key } = selfSigned('127.0.0.1', Date.now() - DAY);
	const server = createTlsServer({ cert: certificate, key }, (_request, response) => response.writeHead(204).end());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(async () => {
		await new Promise((resolve) => server.close(resolve));
	});
	return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** As the product sends, but with less patience than 15 seconds for one of them. */
function impatientWith(url: string, timeoutMs: number): Outbound {
	const outbound = loopbackOutbound();
	onTestFinished(outbound.close);
	return {
		...outbound,
		send: (request) => outbound.send(request.url === url ? { ...request, timeoutMs } : request),
	};
}

describe('case 24: bad receivers', () => {
	it('each is tried by the schedule and no oftener, its delivery keeps its id and its log, and fails in the end', async () => {
		const clock = manualClock();
		const hanging = await receiver(() => {});
		const outbound = impatientWith(hanging.url(), 500);
		const host = await startSendingHost({ clock, file: scratchFile(), outbound });
		const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
		const bad: Record<string, { url: string; error: RegExp; status: number | null }> = {
			hangs: { url: hanging.url(), error: /in time/, status: null },
			'hangs up': {
				url: await rawServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
				error: /connection/,
				status: null,
			},
			'speaks no HTTP': { url: await rawServer((socket) => socket.end('hello')), error: /connection/, status: null },
			'has an expired certificate': { url: await expiredTls(), error: /TLS/, status: null },
			'answers 500': { url: (await receiver(answering(500))).url(), error: /500/, status: 500 },
			'answers 404': { url: (await receiver(answering(404))).url(), error: /404/, status: 404 },
			redirects: {
				url: (await receiver(answering(307, { location: hanging.url('/elsewhere') }))).url(),
				error: /307/,
				status: 307,
			},
			'answers with a bomb': {
				url: (await receiver(answering(503, { 'content-encoding': 'gzip' }, bomb))).url(),
				error: /503/,
				status: 503,
			},
			'leads elsewhere': { url: 'http://10.0.0.5/', error: /leads to no address/, status: null },
		};
		const endpoints = new Map<string, AddedEndpoint>();
		for (const [name, { url }] of Object.entries(bad)) {
			const endpoint = await host.addEndpoint(url);
			await host.notify(endpoint, events(1));
			endpoints.set(name, endpoint);
		}
		for (const [index, delay] of [...DELAYS, undefined].entries()) {
			await host.deliver();
			for (const [name, endpoint] of endpoints) {
				const one = await onlyDelivery(host, endpoint);
				expect(one.attempts, name).toBe(index + 1);
				expect(one.log.at(-1)?.error, name).toMatch(bad[name]?.error ?? '');
				expect(one.log.at(-1)?.status, name).toBe(bad[name]?.status);
				expect(one.log.at(-1)?.answerStart.length, name).toBeLessThanOrEqual(1024);
				if (delay === undefined) {
					expect([one.status, one.nextAttemptAt], name).toEqual(['failed', null]);
					continue;
				}
				expect(one.status, name).toBe('pending');
				const waits = (one.nextAttemptAt ?? 0) - clock.now();
				expect(waits, name).toBeGreaterThanOrEqual(delay);
				expect(waits, name).toBeLessThanOrEqual(delay * JITTER);
				expect((await host.endpoint(endpoint)).nextAttemptAt, name).toBe(one.nextAttemptAt);
			}
			clock.advance((delay ?? 0) - 1);
			await host.deliver();
			for (const [name, endpoint] of endpoints) {
				expect((await onlyDelivery(host, endpoint)).attempts, `${name}: not a moment too early`).toBe(index + 1);
			}
			clock.advance((delay ?? 0) * (JITTER - 1) + 1);
		}
		const ids = new Set(hanging.heard.map(({ headers }) => headers['webhook-id']));
		expect([hanging.heard.length, ids.size]).toEqual([8, 1]);
	}, 60_000);

	it('one that asks for time gets it, and is sent the same again', async () => {
		const clock = manualClock();
		const host = await startSendingHost({ clock, file: scratchFile() });
		let busy = true;
		const asking = await receiver((heard, response) => {
			if (busy) answering(429, { 'retry-after': '1800' })(heard, response);
			else taken(heard, response);
		});
		const endpoint = await host.addEndpoint(asking.url());
		await host.notify(endpoint, events(1));
		await host.deliver();
		busy = false;
		clock.advance(30 * MINUTE - 1);
		await host.deliver();
		expect(asking.heard).toHaveLength(1);
		clock.advance(1);
		await host.deliver();
		expect((await onlyDelivery(host, endpoint)).status).toBe('delivered');
		const [first, second] = asking.heard;
		expect(second?.body).toBe(first?.body);
		expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
		expect(Number(second?.headers['webhook-timestamp']) - Number(first?.headers['webhook-timestamp'])).toBe(1800);
	});

	it('one that is gone is disabled with a notice, and what it did not take is held', async () => {
		const clock = manualClock();
		const host = await startSendingHost({ clock, file: scratchFile() });
		const gone = await receiver(answering(410));
		const endpoint = await host.addEndpoint(gone.url());
		await host.notify(endpoint, events(30, { applications: 3 }));
		await host.deliver();
		expect(await host.endpoint(endpoint)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
		expect(gone.heard.length).toBeLessThanOrEqual(3);
		expect(new Set((await host.deliveries(endpoint)).map(({ status }) => status))).toEqual(new Set(['held']));
		const pending = (await host.store.outbox.pending(10)).find(({ document }) => document.kind === 'endpoint');
		expect(pending?.events.slice(1).map(({ type, data }) => ({ type, data }))).toEqual([
			{
				type: 'endpoint.disabled',
				data: { endpointId: endpoint.endpointId, reason: 'gone', failingSince: clock.now() },
			},
		]);
		await host.deliver();
		expect(gone.heard.length).toBeLessThanOrEqual(3);
	});

	it('one that says it is gone, or fails, disables nothing that is elsewhere by then, which gets what it did not take', async () => {
		const clock = manualClock();
		const host = await startSendingHost({ clock, file: scratchFile() });
		const fresh = await receiver(answering(204));
		const { endpoints } = host.latchkey;
		for (const status of [410, 500]) {
			let move = async (): Promise<unknown> => undefined;
			const old = await receiver((heard, response) => void move().then(() => answering(status)(heard, response)));
			const endpoint = await host.addEndpoint(old.url());
			move = () => endpoints.change(ADA, ACME.domainId, endpoint.endpointId, { url: fresh.url() }, undefined);
			await host.notify(endpoint, events(2));
			await host.deliver();
			expect(await host.endpoint(endpoint)).toMatchObject({ status: 'enabled', failingSince: null });
			clock.advance(MINUTE);
			await host.deliver();
			expect((await host.deliveries(endpoint)).map((one) => one.status)).toEqual(['delivered', 'delivered']);
		}
		expect(fresh.heard).toHaveLength(4);
	});

	it('one that fails for five days is disabled with a notice; one that takes a single thing meanwhile is not', async () => {
		const clock = manualClock();
		const host = await startSendingHost({ clock, file: scratchFile() });
		const startedAt = clock.now();
		const failing = await receiver(answering(500));
		let fine = false;
		const limping = await receiver((heard, response) => answering(fine ? 200 : 500)(heard, response));
		const bad = await host.addEndpoint(failing.url());
		const limps = await host.addEndpoint(limping.url());
		for (let hours = 0; hours <= 5 * 24; hours += 12) {
			fine = hours === 72;
			for (const endpoint of [bad, limps]) await host.notify(endpoint, events(1));
			expect((await host.endpoint(bad)).status).toBe('enabled');
			await host.deliver();
			if (hours < 5 * 24) expect((await host.endpoint(bad)).failingSince).toBe(startedAt);
			clock.advance(12 * HOUR);
		}
		expect(await host.endpoint(bad)).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
		expect((await host.endpoint(limps)).status).toBe('enabled');
		const statuses = (await host.deliveries(bad)).map(({ status }) => status);
		expect(statuses).toContain('held');
		expect(statuses).not.toContain('pending');
	});

	it('every notification is verified by a library of others, by either secret where there are two', async () => {
		const host = await startSendingHost({ clock: { now: () => Date.now() }, file: scratchFile() });
		const hooks = await receiver();
		const endpoint = await host.addEndpoint(hooks.url());
		await host.notify(endpoint, events(5));
		await host.deliver();
		expect(hooks.heard).toHaveLength(5);
		for (const { body, headers } of hooks.heard) {
			const verified = new Webhook(endpoint.signingSecret).verify(body, headers as Record<string, string>);
			expect(verified).toMatchObject({ type: 'client_secret.revoked', data: { customerId: 'acme' } });
			const stranger = new Webhook(`whsec_${Buffer.alloc(32, 1).toString('base64')}`);
			expect(() => stranger.verify(body, headers as Record<string, string>)).toThrow();
		}
	});
});

async function onlyDelivery(host: SendingHost, endpoint: AddedEndpoint): Promise<Delivery> {
	const [one, ...more] = await host.deliveries(endpoint);
	expect(more).toEqual([]);
	if (one === undefined) throw new Error('it has no delivery');
	return one;
}
