import { it } from 'vitest';
import { mongoWithRedis } from '../support/mongo-place.ts';
import { seeded } from '../support/seeded.ts';
import { runs } from '../support/soak.ts';
import { survivesKills } from '../support/worker-kills.ts';

const seed = Number(process.env['LATCHKEY_SEED'] ?? 1);

it(`case 1: workers are killed at any moment; nothing answered for is lost, and nothing happens twice (seed ${seed})`, async () => {
	await survivesKills({
		place: await mongoWithRedis(),
		random: seeded(seed),
		kills: runs(2, 100),
		rotating: 4,
		sweepEveryMs: 500,
		// One command at a time, among the other tests: with a server of its own it takes as long as on SQLite.
		recoversWithinMs: 30_000,
		writeEveryMs: 500,
		patienceMs: 7000,
	});
});
