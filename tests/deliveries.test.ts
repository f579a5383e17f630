import type { ServerResponse } from 'node:http';
import type { Store } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Answer, type Heard, type Receiver, startReceiver } from './support/receiver.ts';
import { scratchFile } from './support/scratch-file.ts';
import { seeded } from './support/seeded.ts';
import { ACME, ADA, events, type SendingHost, startSendingHost } from './support/sending-host.ts';

const LEASE_MS = 6000;

async function receiver(answer?: Answer): Promise<Receiver> {
	const started = await startReceiver(answer);
	onTestFinished(started.close);
	return started;
}

/** A receiver that answers when it is told to. */
async function patient() {
	const waiting: ServerResponse[] = [];
	const hooks = await receiver((_heard, response) => void waiting.push(response));
	return {
		hooks,
		answerAll(): void {
			for (const response of waiting.splice(0)) response.writeHead(204).end();
		},
	};
}

const eventOf = ({ body }: Heard): { secretId: string; clientId: string } =>
	(JSON.parse(body) as { data: { secretId: string; clientId: string } }).data;
const idOf = ({ headers }: Heard): string => String(headers['webhook-id']);

async function twoHosts(): Promise<[SendingHost, SendingHost, ReturnType<typeof manualClock>]> {
	const [clock, file] = [manualClock(), scratchFile()];
	return [await startSendingHost({ clock, file }), await startSendingHost({ clock, file }), clock];
}

describe('deliveries', () => {
	it('come in order for each application, one at a time, and side by side for several', async () => {
		const random = seeded(1);
		const underWay = new Map<string, number>();
		let most = 0;
		const hooks = await receiver((heard, response) => {
			const { clientId } = eventOf(heard);
			underWay.set(clientId, (underWay.get(clientId) ?? 0) + 1);
			expect(underWay.get(clientId), 'one at a time').toBe(1);
			most = Math.max(most, [...underWay.values()].filter((count) => count > 0).length);
			let turns = random.below(5);
			const answer = (): void => {
				turns -= 1;
				if (turns > 0) return void setImmediate(answer);
				underWay.set(clientId, 0);
				response.writeHead(200).end();
			};
			answer();
		});
		const host = await startSendingHost({ clock: manualClock(), file: scratchFile() });
		const endpoint = await host.addEndpoint(hooks.url());
		const all = events(300, { applications: 10 });
		await host.notify(endpoint, all);
		await host.deliver();
		for (let index = 0; index < 10; index++) {
			const clientId = `lk.acme.phones.${index}`;
			const told = all.filter((event) => event.clientId === clientId).map(({ data }) => data);
			const heard = hooks.heard.map(eventOf).filter((event) => event.clientId === clientId);
			expect(heard.map(({ secretId }) => secretId)).toEqual(told.map((data) => 'secretId' in data && data.secretId));
		}
		expect(most).toBeGreaterThan(3);
	});

	it('whose endpoint nobody woke are found by the next sweep, and no more often than once an hour', async () => {
		const clock = manualClock();
		const hooks = await receiver((_heard, response) => void response.writeHead(204).end());
		const host = await startSendingHost({ clock, file: scratchFile() });
		const endpoint = await host.addEndpoint(hooks.url());
		const sweep = async (): Promise<number> => {
			await host.latchkey.background.run('purge');
			await host.deliver();
			return hooks.heard.length;
		};
		await host.makeDeliveries(endpoint, events(2));
		await host.deliver();
		expect(hooks.heard).toHaveLength(0);
		expect(await sweep()).toBe(2);
		await host.makeDeliveries(endpoint, events(1));
		clock.advance(3_599_999);
		expect(await sweep()).toBe(2);
		clock.advance(1);
		expect(await sweep()).toBe(3);
		const { status } = await host.latchkey.endpoints.change(ADA, 'phones', endpoint.endpointId, { status: 'paused' });
		expect(status).toBe('paused');
		await host.makeDeliveries(endpoint, events(1));
		clock.advance(3_600_000);
		expect(await sweep(), 'paused').toBe(3);
		expect((await host.endpoint(endpoint)).nextAttemptAt).toBeNull();
	});

	it('that wait for another try do not hold back later ones', async () => {
		const clock = manualClock();
		let failures = 1;
		const hooks = await receiver((_heard, response) => {
			failures -= 1;
			response.writeHead(failures >= 0 ? 500 : 200).end();
		});
		const host = await startSendingHost({ clock, file: scratchFile() });
		const endpoint = await host.addEndpoint(hooks.url());
		await host.notify(endpoint, events(3));
		await host.deliver();
		expect((await host.deliveries(endpoint)).map(({ status }) => status)).toEqual([
			'pending',
			'delivered',
			'delivered',
		]);
		clock.advance(LEASE_MS);
		await host.deliver();
		expect((await host.deliveries(endpoint)).map(({ status, attempts }) => `${status} ${attempts}`)).toEqual([
			'delivered 2',
			'delivered 1',
			'delivered 1',
		]);
		expect(idOf(hooks.heard[3] as Heard)).toBe(idOf(hooks.heard[0] as Heard));
	});

	it('that wait for another try are sent at once when they are replayed, with all their tries', async () => {
		const clock = manualClock();
		let refused = 4;
		const hooks = await receiver((_heard, response) => {
			refused -= 1;
			response.writeHead(refused >= 0 ? 500 : 204).end();
		});
		const host = await startSendingHost({ clock, file: scratchFile() });
		const endpoint = await host.addEndpoint(hooks.url());
		await host.notify(endpoint, events(2));
		await host.deliver();
		const { endpoints } = host.latchkey;
		const [first] = await host.deliveries(endpoint);
		const key = [ADA, ACME.domainId, endpoint.endpointId] as const;
		const replayed = await endpoints.replayDelivery(...key, first?.deliveryId ?? '');
		expect(replayed).toMatchObject({ status: 'pending', nextAttemptAt: null, attempts: 1 });
		await host.deliver();
		expect((await host.deliveries(endpoint)).map(({ attempts, tries }) => [attempts, tries])).toEqual([
			[2, 1],
			[1, 1],
		]);
		expect(await endpoints.replay(...key, { from: 0 }), 'a span').toBe(2);
		await host.deliver();
		expect((await host.deliveries(endpoint)).map(({ status, attempts }) => `${status} ${attempts}`)).toEqual([
			'pending 3',
			'delivered 2',
		]);
	});

	it('are sent once by two processes that share the work', async () => {
		const [one, other] = await twoHosts();
		const hooks = await receiver();
		for (let index = 0; index < 100; index++) {
			const endpoint = await one.addEndpoint(hooks.url(`/${index}`));
			await one.notify(endpoint, events(3));
		}
		await Promise.all([one.deliver(), other.deliver()]);
		expect(hooks.heard).toHaveLength(300);
		expect(new Set(hooks.heard.map(idOf)).size).toBe(300);
	});

	it('of a removed application are sent, and then its endpoint is removed, whoever ended in between', async () => {
		const [clock, file] = [manualClock(), scratchFile()];
		let refused = 1;
		const hooks = await receiver((_heard, response) => {
			refused -= 1;
			response.writeHead(refused >= 0 ? 500 : 204).end();
		});
		let ends = false;
		const host = await startSendingHost({
			clock,
			file,
			wrap: (store) => ({
				...store,
				endpoints: {
					...store.endpoints,
					update: (...change) => (ends ? Promise.reject(new Error('away')) : store.endpoints.update(...change)),
				},
			}),
		});
		const { latchkey, store } = host;
		const { application } = await latchkey.applications.add(ADA, ACME.domainId, { name: 'EMM', privileges: [] });
		const { clientId } = application;
		const input = { url: hooks.url(), clientId, eventTypes: ['client_application.removed' as const] };
		const { endpoint } = await latchkey.endpoints.add(ADA, ACME.domainId, input);
		const statusNow = async () => (await store.endpoints.find(ACME, endpoint.endpointId))?.status;
		await latchkey.applications.remove(ADA, ACME.domainId, clientId, undefined);
		await latchkey.background.run('relay');
		await host.deliver();
		expect(await statusNow(), 'it is tried again').toBe('enabled');
		clock.advance(LEASE_MS);
		ends = true;
		await host.deliver();
		expect(hooks.heard.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
			'client_application.removed',
			'client_application.removed',
		]);
		expect(await statusNow()).toBe('enabled');
		ends = false;
		clock.advance(LEASE_MS);
		await host.deliver();
		expect(await statusNow()).toBe('removed');
		expect(await store.deliveries.list(ACME, endpoint.endpointId, { limit: 10 })).toEqual([]);
		expect(hooks.heard).toHaveLength(2);
	});

	it('that come while others are under way are not forgotten', async () => {
		const { hooks, answerAll } = await patient();
		const host = await startSendingHost({ clock: manualClock(), file: scratchFile() });
		const endpoint = await host.addEndpoint(hooks.url());
		await host.notify(endpoint, events(1));
		const delivering = host.deliver();
		for (let count = 1; count <= 5; count++) {
			await expect.poll(() => hooks.heard.length).toBe(count);
			if (count < 5) await host.notify(endpoint, events(1));
			answerAll();
		}
		await delivering;
		expect((await host.endpoint(endpoint)).nextAttemptAt).toBeNull();
	});

	it('are left to others at once by a process that ends, and were not tried where nobody knows', async () => {
		const [ending, other] = await twoHosts();
		const { hooks, answerAll } = await patient();
		const slow = await ending.addEndpoint(hooks.url('/slow'));
		await ending.notify(slow, events(3));
		const calling = new AbortController();
		const delivering = ending.deliver(calling.signal);
		await expect.poll(() => hooks.heard.length).toBe(1);
		calling.abort();
		// Its grace is over.
		await ending.scheduler.runAll();
		await delivering;
		expect((await ending.deliveries(slow)).map(({ attempts }) => attempts)).toEqual([0, 0, 0]);
		const taken = other.deliver();
		for (let count = 2; count <= 4; count++) {
			await expect.poll(() => hooks.heard.length).toBe(count);
			answerAll();
		}
		await taken;
		expect((await other.deliveries(slow)).map(({ status }) => status)).toEqual(
			Array.from({ length: 3 }, () => 'delivered'),
		);
		expect(idOf(hooks.heard[1] as Heard), 'the same again').toBe(idOf(hooks.heard[0] as Heard));
	});

	it('that are under way when a process ends have a few seconds to be answered', async () => {
		const { hooks, answerAll } = await patient();
		const host = await startSendingHost({ clock: manualClock(), file: scratchFile() });
		const endpoint = await host.addEndpoint(hooks.url());
		await host.notify(endpoint, events(2));
		const calling = new AbortController();
		const delivering = host.deliver(calling.signal);
		await expect.poll(() => hooks.heard.length).toBe(1);
		calling.abort();
		answerAll();
		await delivering;
		expect((await host.deliveries(endpoint)).map(({ status }) => status)).toEqual(['delivered', 'pending']);
		expect(hooks.heard).toHaveLength(1);
	});

	it('of a process that hangs stay its own as long as it renews its lease, and are another one’s after', async () => {
		const [hanging, other, clock] = await twoHosts();
		const { hooks, answerAll } = await patient();
		const endpoint = await hanging.addEndpoint(hooks.url());
		await hanging.notify(endpoint, events(1));
		const delivering = hanging.deliver();
		await expect.poll(() => hooks.heard.length).toBe(1);
		for (let seconds = 0; seconds < 14; seconds += 2) {
			clock.advance(2000);
			await hanging.scheduler.runAll();
			await other.deliver();
		}
		expect(hooks.heard).toHaveLength(1);
		clock.advance(LEASE_MS);
		const taken = other.deliver();
		await expect.poll(() => hooks.heard.length).toBe(2);
		answerAll();
		await Promise.all([delivering, taken]);
		const [delivery] = await other.deliveries(endpoint);
		expect([delivery?.status, delivery?.attempts, delivery?.log.length], 'recorded once').toEqual(['delivered', 1, 1]);
		expect(idOf(hooks.heard[1] as Heard)).toBe(idOf(hooks.heard[0] as Heard));
	});

	it('stop soon after their endpoint was paused, and go on where they were', async () => {
		let pause = (): void => undefined;
		const hooks = await receiver((_heard, response) => {
			pause();
			response.writeHead(200).end();
		});
		const host = await startSendingHost({ clock: manualClock(), file: scratchFile() });
		const endpoint = await host.addEndpoint(hooks.url());
		await host.notify(endpoint, events(300));
		const set = async (status: 'enabled' | 'paused'): Promise<void> => {
			const { revision } = await host.endpoint(endpoint);
			await host.store.endpoints.update(ACME, endpoint.endpointId, revision, { status }, []);
		};
		let paused: Promise<void> | undefined;
		pause = () => {
			paused ??= set('paused');
		};
		await host.deliver();
		await paused;
		const until = hooks.heard.length;
		expect(until).toBeLessThan(150);
		await host.deliver();
		expect(hooks.heard).toHaveLength(until);
		await set('enabled');
		await host.deliver();
		expect(hooks.heard.map((heard) => eventOf(heard).secretId)).toEqual(
			(await host.deliveries(endpoint)).map(({ event: { data } }) => 'secretId' in data && data.secretId),
		);
	});

	it('are sent once although the store could not record them at first', async () => {
		let failures = 2;
		const busy = (store: Store): Store => ({
			...store,
			deliveries: {
				...store.deliveries,
				async record(tenant, results) {
					failures -= 1;
					if (failures >= 0) throw new Error('the store is away');
					return await store.deliveries.record(tenant, results);
				},
			},
		});
		const hooks = await receiver();
		const host = await startSendingHost({ clock: manualClock(), file: scratchFile(), wrap: busy });
		const endpoint = await host.addEndpoint(hooks.url());
		await host.notify(endpoint, events(5));
		await host.deliver();
		expect(hooks.heard).toHaveLength(5);
		expect((await host.deliveries(endpoint)).map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1]);
	});

	it('of an endpoint that cannot be worked through hold up no other, and come again when its lease is over', async () => {
		let broken: string | undefined;
		const faulty = (store: Store): Store => ({
			...store,
			deliveries: {
				...store.deliveries,
				async due(tenant, endpointId, now, limit) {
					if (endpointId === broken) throw new Error('a page is damaged');
					return await store.deliveries.due(tenant, endpointId, now, limit);
				},
			},
		});
		const hooks = await receiver();
		const clock = manualClock();
		const host = await startSendingHost({ clock, file: scratchFile(), wrap: faulty });
		const first = await host.addEndpoint(hooks.url('/first'));
		const second = await host.addEndpoint(hooks.url('/second'));
		broken = first.endpointId;
		for (const endpoint of [first, second]) await host.notify(endpoint, events(2));
		await host.deliver();
		expect(hooks.heard.map(({ path }) => path)).toEqual(['/second', '/second']);
		expect(host.logger.lines.map(({ message }) => message)).toContain('an endpoint could not be worked through');
		broken = undefined;
		clock.advance(LEASE_MS);
		await host.deliver();
		expect(hooks.heard.map(({ path }) => path)).toEqual(['/second', '/second', '/first', '/first']);
	});
});
