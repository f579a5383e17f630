import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './support/receiver.ts';
import { scratchFile } from './support/scratch-file.ts';
import { seeded } from './support/seeded.ts';
import { type AddedEndpoint, events, KEYS, startSendingHost } from './support/sending-host.ts';
import { runs } from './support/soak.ts';

const PROGRAM = join(import.meta.dirname, 'support', 'delivering-host.ts');
const KILLS = runs(4, 50);
const DELIVERIES_A_KILL = 100;
const ENDPOINTS = 20;
/** Between two of them; milliseconds. */
const LONGEST_PAUSE_MS = 20;
/**
 * How many are under way when a worker is killed depends on how busy the machine is: over many kills, fewer than one.
 */
const MOST_REPEATED = runs(1, 0) === 0 ? (KILLS * DELIVERIES_A_KILL) / 100 : 4 * KILLS;
const seed = Number(process.env['LATCHKEY_SEED'] ?? 1);

it(`case 1: ${KILLS} kills of two workers during ${KILLS * DELIVERIES_A_KILL} deliveries lose none, repeat few, and record each once (seed ${seed})`, async () => {
	const random = seeded(seed);
	const file = scratchFile();
	const hooks = await startReceiver();
	onTestFinished(hooks.close);
	const host = await startSendingHost({ clock: { now: () => Date.now() }, file });
	const children: ChildProcess[] = [];

	async function begin(): Promise<ChildProcess> {
		const child = spawn(process.execPath, [PROGRAM, file, Buffer.from(KEYS.k1).toString('base64')], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		children.push(child);
		await once(child.stdout as NodeJS.ReadableStream, 'data');
		return child;
	}

	onTestFinished(() => {
		for (const child of children) child.kill('SIGKILL');
	});
	const endpoints: AddedEndpoint[] = [];
	for (let index = 0; index < ENDPOINTS; index++) endpoints.push(await host.addEndpoint(hooks.url(`/${index}`)));
	const workers = [await begin(), await begin()];
	let made = 0;
	for (let kill = 0; kill < KILLS; kill++) {
		const diesAt = random.below(DELIVERIES_A_KILL);
		const chosen = random.below(workers.length);
		let replaced: Promise<ChildProcess> | undefined;
		for (let index = 0; index < DELIVERIES_A_KILL; index++) {
			await host.notify(random.pick(endpoints), events(1, { applications: 3 }));
			made += 1;
			// The pace is what is drawn here: nothing waits for something to have happened.
			await sleep(random.below(LONGEST_PAUSE_MS));
			if (index !== diesAt) continue;
			workers[chosen]?.kill('SIGKILL');
			replaced = begin();
		}
		workers[chosen] = (await replaced) ?? (await begin());
	}
	const heard = (): number => new Set(hooks.heard.map(({ headers }) => headers['webhook-id'])).size;
	await expect.poll(heard, { timeout: 60_000, interval: 100 }).toBe(made);
	const all = async () => (await Promise.all(endpoints.map((endpoint) => host.deliveries(endpoint)))).flat();
	const settled = async (): Promise<number> => (await all()).filter(({ status }) => status === 'delivered').length;
	await expect.poll(settled, { timeout: 60_000, interval: 200 }).toBe(made);
	const deliveries = await all();
	expect(deliveries.filter(({ attempts, log }) => attempts !== 1 || log.length !== 1)).toEqual([]);
	expect(new Set(deliveries.map(({ deliveryId }) => deliveryId))).toEqual(
		new Set(hooks.heard.map(({ headers }) => headers['webhook-id'])),
	);
	const repeated = hooks.heard.length - made;
	expect(repeated, `${repeated} of ${made} came twice`).toBeLessThanOrEqual(MOST_REPEATED);
}, 3_600_000);
