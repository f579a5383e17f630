import type { LatchkeyEvent } from '@latchkey/core';
import { expect, onTestFinished } from 'vitest';
import { becomesQuick } from './becomes-quick.ts';
import type { Place } from './places.ts';
import { ADMIN, addExpiring, addLasting, DOMAIN, type PlatformProcess, platformProcess } from './platform-process.ts';
import { startReceiver } from './receiver.ts';
import { runs } from './soak.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** BullMQ by itself gives up a job at the second. */
export const DEATHS = runs(2, 3);
/** Its workers die while they send it. */
export const DEATHS_OF_SENDERS = 5;
const DONE_WITHIN_MS = 30_000;
/** Workers sweep every two seconds. */
const QUICK_MS = 1500;
/** What a dead worker held is leased again by those whose clock is past its lease. */
const LEASE_MS = 6000;
const LIFE_MS = 600_000;

interface Platform {
	/** Serves and nudges; others must do the work. */
	readonly host: PlatformProcess;
	/** What any worker has relayed. */
	readonly events: readonly LatchkeyEvent[];
	/** Starts a worker; resolves when it has begun to work. */
	worker(diesIn: 'never' | 'relay' | 'life_cycle' | 'deliver', aheadMs?: number): Promise<WorkerProcess>;
}

async function openPlatform(place: Place): Promise<Platform> {
	const events: LatchkeyEvent[] = [];
	const host = await platformProcess({ ...place, works: false });
	onTestFinished(() => host.close());
	return {
		host,
		events,
		async worker(diesIn, aheadMs = 0) {
			const started = startWorkerProcess(place, { diesIn, aheadMs, onEvent: (event) => events.push(event) });
			await started.begun;
			return started;
		},
	};
}

async function dies({ ended }: WorkerProcess): Promise<void> {
	expect(await ended).toBe('SIGKILL');
}

/** An event whose relays are killed. */
export async function relaysInTheEnd(place: Place): Promise<void> {
	const { host, events, worker } = await openPlatform(place);
	await addLasting(host.latchkey);
	for (let death = 0; death < DEATHS; death++) await dies(await worker('relay'));
	expect(events).toEqual([]);
	await worker('never');
	const types = (): string[] => events.map(({ type }) => type);
	await expect.poll(types, { timeout: DONE_WITHIN_MS }).toEqual(['client_application.added', 'client_secret.added']);
	// Nor does what the dead held stand in the way of a nudge.
	if (place.redisUrl !== undefined) await becomesQuick(host.latchkey, () => events, QUICK_MS);
}

/** An application that is due, and kills whoever advances it. */
export async function advancesInTheEnd(place: Place): Promise<void> {
	const { host, events, worker } = await openPlatform(place);
	await addExpiring(host.latchkey, LIFE_MS);
	let aheadMs = LIFE_MS;
	for (let death = 0; death < DEATHS; death++, aheadMs += LEASE_MS) await dies(await worker('life_cycle', aheadMs));
	const expired = (): number => events.filter(({ type }) => type === 'client_secret.expired').length;
	expect(expired()).toBe(0);
	await worker('never', aheadMs);
	await expect.poll(expired, { timeout: DONE_WITHIN_MS }).toBe(1);
	if (place.redisUrl !== undefined) await becomesQuick(host.latchkey, () => events, QUICK_MS);
	expect(expired(), 'once').toBe(1);
}

/** A delivery that kills whoever sends it, when it was answered for and before anybody has written that down. */
export async function deliversInTheEnd(place: Place): Promise<void> {
	const hooks = await startReceiver();
	onTestFinished(hooks.close);
	const { host, events, worker } = await openPlatform(place);
	const { endpoints } = host.latchkey;
	const wanted = { url: hooks.url(), eventTypes: ['client_application.added' as const] };
	const { endpointId } = (await endpoints.add(ADMIN, DOMAIN, wanted)).endpoint;
	const deliveries = async (): Promise<object[]> =>
		(await endpoints.deliveries(ADMIN, DOMAIN, endpointId)).items.map(({ status, log }) => ({
			status,
			tries: log.length,
		}));
	await addLasting(host.latchkey);
	let aheadMs = 0;
	for (let death = 0; death < DEATHS_OF_SENDERS; death++, aheadMs += LEASE_MS) {
		await dies(await worker('deliver', aheadMs));
		expect(await deliveries(), 'nobody has recorded it').toEqual([{ status: 'pending', tries: 0 }]);
	}
	await worker('never', aheadMs);
	await expect.poll(deliveries, { timeout: DONE_WITHIN_MS }).toEqual([{ status: 'delivered', tries: 1 }]);
	const [id, ...others] = hooks.heard.map(({ headers }) => headers['webhook-id']);
	expect(others).toEqual(Array.from({ length: DEATHS_OF_SENDERS }, () => id));
	if (place.redisUrl !== undefined) await becomesQuick(host.latchkey, () => events, QUICK_MS);
}
