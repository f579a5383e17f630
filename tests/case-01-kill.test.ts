import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqliteStore } from '@latchkey/store-sqlite';
import { describe, expect, it } from 'vitest';
import { CrashWorker } from './support/crash-worker.ts';
import { crashingHost } from './support/crashing-host.ts';
import { scratchFolder } from './support/scratch-file.ts';
import { runs } from './support/soak.ts';

const WORKERS = 5;
const LONGEST_LIFE_MS = 600;
const LONGEST_RECOVERY_MS = 10_000;

/** A small generator of its own, so that a seed names a run. */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
		return state / 2 ** 32;
	};
}

describe('case 1: the host is killed at any moment', () => {
	it('no acknowledged write is lost or applied twice, every event is relayed, and it serves again at once', async () => {
		const seed = Number(process.env['LATCHKEY_SEED'] ?? 1);
		const random = seeded(seed);
		const folder = scratchFolder();
		const host = await crashingHost(folder);
		const workers = Array.from(
			{ length: WORKERS },
			(_, index) => new CrashWorker(host.baseUrl, seeded(seed + index + 1)),
		);
		const kills = runs(8, 25);
		for (let kill = 0; kill < kills; kill++) {
			expect(await host.start()).toBeLessThan(LONGEST_RECOVERY_MS);
			for (const worker of workers) await worker.check();
			const working = workers.map((worker) => worker.run());
			// The moment of death is what is drawn here; nothing waits for something to have happened.
			await sleep(random() * LONGEST_LIFE_MS);
			await host.kill('SIGKILL');
			await Promise.all(working);
		}
		await host.start();
		for (const worker of workers) await worker.check();
		await host.kill('SIGTERM');

		const file = join(folder, 'latchkey.db');
		const store = await sqliteStore({ file });
		const tenant = { customerId: 'acme', domainId: 'acme-phones' };
		const stored = (await store.applications.list(tenant, { limit: 100 })).map(({ clientId }) => clientId);
		expect(stored.sort()).toEqual(workers.flatMap(({ live }) => live).sort());

		const relayed = host.log().filter(({ msg }) => msg === 'event');
		const waiting = (await store.outbox.pending(1000)).flatMap(({ events }) => events);
		await store.close();
		const events = new Map<unknown, string>([
			...relayed.map((line) => [line['eventId'], `${String(line['clientId'])} ${String(line['type'])}`] as const),
			...waiting.map((event) => [event.id, `${event.clientId} ${event.type}`] as const),
		]);
		const counts = Map.groupBy(events.values(), (key) => key);
		for (const worker of workers) {
			for (const [key, promised] of worker.promised) {
				const happened = counts.get(key)?.length ?? 0;
				expect(happened, `${key} (seed ${seed})`).toBeGreaterThanOrEqual(promised);
				// The secret that comes with the application is one more.
				const most = promised + (worker.doubted.get(key) ?? 0) + (key.endsWith('client_secret.added') ? 1 : 0);
				expect(happened, `${key} (seed ${seed})`).toBeLessThanOrEqual(most);
			}
		}
		expect(workers.every(({ acknowledged }) => acknowledged > kills)).toBe(true);
		const database = new DatabaseSync(file, { readOnly: true });
		expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
		database.close();
	}, 1_800_000);
});
