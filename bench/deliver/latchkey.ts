import { setTimeout as sleep } from 'node:timers/promises';
import {
	type Actor,
	createLatchkey,
	type LatchkeyOptions,
	localKeyEncryption,
	type NewDelivery,
	type Tenant,
	type WorkQueue,
} from '@latchkey/core';
import { guardedOutbound } from '@latchkey/outbound';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { bullQueue, inProcessQueue, startWorker } from '@latchkey/worker';
import type { Contender } from './contenders.ts';
import { ENDPOINT_TENANTS, type Message } from './messages.ts';

/** As the relay inserts them. */
const BATCH = 500;
const LOOK_MS = 2;
const NOBODY: Tenant = { customerId: '', domainId: '' };
const silent = (): void => undefined;
const logger = { debug: silent, info: silent, warn: console.error, error: console.error };

/** A store on disk and a worker, in this process; nudged through Redis where there is one. */
export async function latchkeyOn(file: string, url: string, redisUrl?: string): Promise<Contender> {
	const runtime = { ...nodeRuntime(), logger };
	const store = await sqliteStore({ file });
	const outbound = guardedOutbound({ allow: ['127.0.0.0/8'], ports: 'any' });
	const options: LatchkeyOptions = {
		...runtime,
		store,
		outbound,
		keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: new Uint8Array(32).fill(1) } }),
		endpointLimit: ENDPOINT_TENANTS.length,
		privileges: [{ name: 'devices:read' }],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		onEvent: silent,
	};
	const latchkey = createLatchkey(options);
	await latchkey.start();
	const endpointIds: string[] = [];
	for (const [index, tenant] of ENDPOINT_TENANTS.entries()) {
		// None of the events of the endpoints themselves: what is sent is what is measured.
		const input = { url: `${url}/${index}`, eventTypes: ['policy.removed' as const] };
		const { endpoint } = await latchkey.endpoints.add(managerOf(tenant), tenant.domainId, input);
		endpointIds.push(endpoint.endpointId);
	}
	const queue: WorkQueue = redisUrl === undefined ? inProcessQueue(runtime) : bullQueue({ ...runtime, redisUrl });
	const worker = startWorker(latchkey, { ...runtime, queue });

	async function insert(tenant: Tenant, made: readonly Message[]): Promise<void> {
		const deliveries = made.map(({ endpoint, event }) => newDelivery(endpointIds[endpoint] ?? '', event));
		for (let start = 0; start < deliveries.length; start += BATCH) {
			await store.deliveries.insert(tenant, deliveries.slice(start, start + BATCH));
		}
		const woken = [...new Set(deliveries.map(({ endpointId }) => endpointId))];
		await store.endpoints.wake(tenant, woken, Date.now());
		queue.nudge('deliver');
	}

	return {
		name: redisUrl === undefined ? 'latchkey, in-process' : 'latchkey, with Redis',
		async deliver(messages) {
			const byDomain = Map.groupBy(messages, ({ event }) => event.domainId);
			await Promise.all([...byDomain.values()].map((made) => insert(made[0]?.event ?? NOBODY, made)));
			// Until nothing is to be sent any more: then every attempt was recorded.
			while ((await store.endpoints.nextAt()) !== null) await sleep(LOOK_MS);
		},
		async close() {
			await worker.close();
			await latchkey.close();
			await outbound.close();
		},
	};
}

function newDelivery(endpointId: string, event: Message['event']): NewDelivery {
	const { customerId, domainId, id } = event;
	const state = { status: 'pending', nextAttemptAt: 0, attempts: 0, tries: 0, log: [] } as const;
	return { customerId, domainId, endpointId, deliveryId: `dlv_${id}`, event, ...state, createdAt: Date.now() };
}

function managerOf({ customerId, domainId }: Tenant): Actor {
	return { userId: 'ada', customerId, domains: { [domainId]: { manage: true, reveal: true, grantable: [] } } };
}
