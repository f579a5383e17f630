import { nodeRuntime } from '@latchkey/runtime-node';
import { startWorker } from '@latchkey/worker';
import { expect, it, onTestFinished } from 'vitest';
import { loopbackOutbound } from './support/loopback-outbound.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { scratchFile } from './support/scratch-file.ts';
import { type AddedEndpoint, events, type SendingHost, startSendingHost } from './support/sending-host.ts';

const HEALTHY = 15;
const HANGING = 150;
const ROUNDS = 12;
/** Far less than the 15 seconds of the product, so that those that hang are tried again and again meanwhile. */
const TIMEOUT_MS = 2500;
/**
 * What a busy machine may add to any of them, and to most of them. Whoever waits for one that hangs waits for longer.
 */
const HICCUP_MS = TIMEOUT_MS / 2;
const USUAL_HICCUP_MS = 20;

/** Milliseconds from when it was due to when it was there, for each, in order. */
async function latencies(
	host: SendingHost,
	healthy: ReadonlyMap<string, AddedEndpoint>,
	hooks: Receiver,
): Promise<number[]> {
	const found: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const before = hooks.heard.length;
		const notified = new Map<string, number>();
		for (const [path, endpoint] of healthy) {
			await host.notify(endpoint, events(1));
			notified.set(path, performance.now());
			void host.deliver();
		}
		await expect.poll(() => hooks.heard.length, { timeout: 30_000, interval: 10 }).toBe(before + HEALTHY);
		for (const { path, at } of hooks.heard.slice(before)) found.push(at - (notified.get(path) ?? 0));
	}
	return found.sort((one, other) => one - other);
}

const quantile = (sorted: readonly number[], share: number): number =>
	sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;

it('case 24: those that hang, however many, do not hold up those that answer', async () => {
	const outbound = loopbackOutbound();
	onTestFinished(outbound.close);
	const { clock, scheduler } = nodeRuntime();
	const host = await startSendingHost({
		clock,
		file: scratchFile(),
		overrides: { scheduler },
		outbound: { ...outbound, send: (request) => outbound.send({ ...request, timeoutMs: TIMEOUT_MS }) },
	});
	const [hooks, silent] = [await startReceiver(), await startReceiver(() => {})];
	onTestFinished(async () => {
		await hooks.close();
		await silent.close();
	});
	const worker = startWorker(host.latchkey, { clock, scheduler });
	const healthy = new Map<string, AddedEndpoint>();
	for (let index = 0; index < HEALTHY; index++) {
		const path = `/${index}`;
		healthy.set(path, await host.addEndpoint(hooks.url(path)));
	}
	const quiet = await latencies(host, healthy, hooks);
	for (let index = 0; index < HANGING; index++) {
		const tenant = { customerId: `globex-${index % 40}`, domainId: 'laptops' };
		await host.notify(await host.addEndpoint(silent.url(), tenant), events(3, { tenant }));
	}
	await expect.poll(() => silent.heard.length, { timeout: 30_000 }).toBeGreaterThan(HANGING / 2);
	const triedBefore = silent.heard.length;
	const loud = await latencies(host, healthy, hooks);
	// A quick machine may be done before the next of them comes.
	await expect.poll(() => silent.heard.length, { timeout: 30_000 }).toBeGreaterThan(triedBefore);
	expect(quantile(loud, 0.99)).toBeLessThanOrEqual(Math.max(2 * quantile(quiet, 0.99), HICCUP_MS));
	expect(quantile(loud, 0.5)).toBeLessThanOrEqual(2 * quantile(quiet, 0.5) + USUAL_HICCUP_MS);
	await silent.close();
	await worker.close();
}, 300_000);
