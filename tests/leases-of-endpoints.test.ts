import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Answer, type Receiver, startReceiver } from './support/receiver.ts';
import { scratchFile } from './support/scratch-file.ts';
import { events, startSendingHost } from './support/sending-host.ts';

const LEASE_MS = 6000;
const MANAGES = { manage: true, reveal: false, grantable: [] };

async function receiver(answer?: Answer): Promise<Receiver> {
	const started = await startReceiver(answer);
	onTestFinished(started.close);
	return started;
}

describe('deliveries', () => {
	it('that processes with clocks far apart take from each other again and again are sent once by each', async () => {
		const file = scratchFile();
		let taken = 0;
		const counting = (store: Store): Store => ({
			...store,
			endpoints: {
				...store.endpoints,
				async claim(claim) {
					const claimed = await store.endpoints.claim(claim);
					taken += claimed.length;
					return claimed;
				},
			},
		});
		const clock = manualClock();
		const one = await startSendingHost({ clock, file, wrap: counting });
		const ahead = await startSendingHost({ clock: manualClock(clock.now() + 10 * LEASE_MS), file, wrap: counting });
		const waiting: ServerResponse[] = [];
		let answers = false;
		const hooks = await receiver((_heard, response) => {
			if (answers) response.writeHead(204).end();
			else waiting.push(response);
		});
		const endpoint = await one.addEndpoint(hooks.url());
		await one.notify(endpoint, events(1));
		const delivering = [one.deliver(), ahead.deliver()];
		while (waiting.length < 2) await nextTurn();
		while (taken <= 10) {
			delivering.push(one.deliver(), ahead.deliver());
			await nextTurn();
		}
		answers = true;
		for (const response of waiting) response.writeHead(204).end();
		await Promise.all(delivering);
		expect(hooks.heard).toHaveLength(2);
	});

	it('go where their endpoint is by now, after a process slept for longer than its lease', async () => {
		const clock = manualClock();
		const hooks = await receiver();
		let awake = true;
		const host = await startSendingHost({
			clock,
			file: scratchFile(),
			wrap: (store) => ({
				...store,
				deliveries: {
					...store.deliveries,
					async record(...given) {
						if (awake) await sleep();
						return await store.deliveries.record(...given);
					},
				},
			}),
		});
		const endpoint = await host.addEndpoint(hooks.url('/old'));
		const { tenant, endpointId } = endpoint;

		/** The first thing that happens when it wakes up is that it renews its leases. */
		async function sleep(): Promise<void> {
			awake = false;
			clock.advance(3_600_000);
			await host.store.endpoints.update(tenant, endpointId, 1, { url: hooks.url('/new') }, []);
			await host.scheduler.runAll();
		}

		await host.notify(endpoint, events(3));
		await host.deliver();
		expect(hooks.heard.map(({ path }) => path)).toEqual(['/old', '/new', '/new']);
	});

	it('of a replay are sent although its process dies before it has ended', async () => {
		const [clock, file] = [manualClock(), scratchFile()];
		let wakes = 0;
		const dying = await startSendingHost({
			clock,
			file,
			wrap: (store) => ({
				...store,
				endpoints: {
					...store.endpoints,
					async wake(...given) {
						wakes += 1;
						if (wakes > 1) throw new Error('it has died');
						await store.endpoints.wake(...given);
					},
				},
			}),
		});
		const hooks = await receiver();
		const endpoint = await dying.addEndpoint(hooks.url());
		await dying.notify(endpoint, events(1));
		await dying.deliver();
		wakes = 0;
		const { tenant, endpointId } = endpoint;
		const replaying = dying.latchkey.endpoints.replay(
			{ userId: 'ada', customerId: tenant.customerId, domains: { [tenant.domainId]: MANAGES } },
			tenant.domainId,
			endpointId,
			{ from: 0, includeDelivered: true },
		);
		await expect(replaying).rejects.toThrow('it has died');
		const other = await startSendingHost({ clock, file });
		await other.deliver();
		expect(hooks.heard).toHaveLength(2);
	});
});
