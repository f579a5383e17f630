import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkAfterRestart } from './support/crash-check.ts';
import { CrashWorker } from './support/crash-worker.ts';
import { type DemoProcess, freePort, startDemo } from './support/demo-process.ts';
import { isMongo, openPlace, type Place, sharedPlace } from './support/place.ts';
import { type PlainClient, plainClient } from './support/plain-client.ts';
import { scratchFolder } from './support/scratch-file.ts';
import { seeded } from './support/seeded.ts';
import { runs } from './support/soak.ts';

const PASSWORD = 'correct horse';
/** Beside the tests on MongoDB others run, and the server does one thing at a time. */
const LONGEST_RECOVERY_MS = isMongo() ? 30_000 : 10_000;
const LONGEST_START_MS = 600;
const MOST_ANSWERS = 120;
const MOST_TURNS = 200;
/** One for each worker. */
const PLACES = [
	['super@acme', 'acme-phones'],
	['domain@acme', 'acme-phones'],
	['super@acme', 'acme-laptops'],
	['analyst@acme', 'acme-laptops'],
	['analyst@acme', 'acme-phones'],
	['super@globex', 'globex-main'],
] as const;
const seed = Number(process.env['LATCHKEY_SEED'] ?? 1);

/** Where the demo keeps its data: in its folder, or on the server. */
const placeOf = (folder: string): Place => (isMongo() ? sharedPlace() : { file: join(folder, 'latchkey.db') });

/** The demo on one folder and one port, through any number of lives. */
async function livesOf(folder: string, place: Place) {
	const env: Record<string, string> =
		'file' in place ? {} : { MONGODB_URL: place.url, MONGODB_DATABASE: place.database };
	const port = await freePort();
	/** `clientId type` by event id: an event that was relayed twice is one event. */
	const relayed = new Map<string, string>();
	let current: { demo: DemoProcess; client: PlainClient } | undefined;
	onTestFinished(() => current?.demo.kill());
	return {
		relayed,
		begin(): { demo: DemoProcess; client: PlainClient } {
			const demo = startDemo({
				port,
				folder,
				password: PASSWORD,
				env,
				onRelayed: ({ eventId, clientId, type }) => relayed.set(eventId, `${clientId} ${type}`),
			});
			current = { demo, client: plainClient(port, PASSWORD) };
			return current;
		},
	};
}

async function serves({ demo, client }: { demo: DemoProcess; client: PlainClient }): Promise<void> {
	const startedAt = performance.now();
	await demo.serving;
	expect((await client.send('GET', '/readyz')).status).toBe(200);
	expect(performance.now() - startedAt).toBeLessThan(LONGEST_RECOVERY_MS);
}

/** What was answered for has happened, and what was in doubt once at most. */
function expectPromised({ ledger }: CrashWorker, counts: ReadonlyMap<string, readonly string[]>): void {
	for (const [key, { least, most }] of ledger.bounds) {
		const happened = counts.get(key)?.length ?? 0;
		expect(happened, key).toBeGreaterThanOrEqual(least);
		expect(happened, key).toBeLessThanOrEqual(most);
	}
}

function expectWhole(file: string): void {
	const database = new DatabaseSync(file, { readOnly: true });
	expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
	database.close();
}

describe(`case 1: the host is killed at any moment (seed ${seed})`, () => {
	it('nothing answered for is lost, nothing happens twice, every event is relayed, and it serves again at once', async () => {
		const random = seeded(seed);
		const folder = scratchFolder();
		const place = placeOf(folder);
		const lives = await livesOf(folder, place);
		let answers = 0;
		let dueAt = 0;
		let due: () => void;
		const onAnswer = (): void => {
			answers += 1;
			if (answers === dueAt) due();
		};
		const workers = PLACES.map(
			([user, domainId], index) => new CrashWorker(user, domainId, seeded(seed * 1000 + index), onAnswer),
		);
		const restart = async () => {
			const life = lives.begin();
			await serves(life);
			for (const worker of workers) worker.connect(life.client);
			await Promise.all(workers.map(checkAfterRestart));
			return life;
		};
		const kills = isMongo() ? runs(3, 70) : runs(8, 25);
		for (let kill = 0; kill < kills; kill++) {
			const { demo, client } = await restart();
			const reached = new Promise<void>((resolve) => {
				due = resolve;
			});
			dueAt = answers + 1 + random.below(MOST_ANSWERS);
			const working = Promise.all(workers.map((worker) => worker.run()));
			expect(await Promise.race([reached.then(() => 'reached'), working]), 'it died by itself').toBe('reached');
			for (let turns = random.below(MOST_TURNS); turns > 0; turns--) await turn();
			await demo.kill();
			await working;
			client.close();
		}

		const { demo, client } = await restart();
		const store = await openPlace(place);
		await expect.poll(() => store.outbox.pending(1), { timeout: LONGEST_RECOVERY_MS }).toEqual([]);
		client.close();
		expect(await demo.stop()).toBe(0);

		const all = workers.flatMap((worker) => worker.all);
		const counts = Map.groupBy(lives.relayed.values(), (key) => key);
		const known = new Set(all.map(({ clientId }) => clientId));
		expect(
			[...counts.keys()].filter((key) => !known.has(key.split(' ')[0] ?? '')),
			'of nobody',
		).toEqual([]);
		for (const worker of workers) expectPromised(worker, counts);
		const events = Map.groupBy(lives.relayed.values(), (key) => key.split(' ')[0]);
		for (const { user, domainId, clientId, status, removed } of all) {
			const found = await store.applications.find({ customerId: user.split('@')[1] ?? '', domainId }, clientId);
			expect(found?.status).toBe(removed ? 'removed' : status);
			// Every write of these left one event, but for the first, which left two.
			expect(events.get(clientId)?.length, clientId).toBe((found?.revision ?? 0) + 1);
		}
		for (const [customerId, domainId] of [
			['acme', 'acme-phones'],
			['acme', 'acme-laptops'],
			['globex', 'globex-main'],
		] as const) {
			const live = all.filter((held) => !held.removed && held.domainId === domainId);
			expect(await store.applications.count({ customerId, domainId })).toBe(live.length);
		}
		await store.close();
		if ('file' in place) expectWhole(place.file);
	}, 3_600_000);

	it('a first start that is cut short at any moment is made good by the next', async () => {
		const random = seeded(seed);
		for (let start = 0; start < (isMongo() ? runs(1, 30) : runs(3, 10)); start++) {
			const folder = scratchFolder();
			const lives = await livesOf(folder, placeOf(folder));
			const first = lives.begin();
			// The moment of death is what is drawn here: nothing waits for something to have happened.
			await sleep(random.below(LONGEST_START_MS));
			await first.demo.kill();
			const second = lives.begin();
			await serves(second);
			const worker = new CrashWorker('super@acme', 'acme-phones', random, () => {});
			worker.connect(second.client);
			worker.doubt = { type: 'client_application.added', name: 'first', key: 'first' };
			await checkAfterRestart(worker);
			second.client.close();
			await second.demo.kill();
		}
	}, 3_600_000);
});
