import { it } from 'vitest';
import { atTheSameTime } from './support/at-the-same-time.ts';
import { aloneOnSqlite, sqliteWithRedis } from './support/places.ts';
import { seeded } from './support/seeded.ts';
import { runs } from './support/soak.ts';
import { survivesKills } from './support/worker-kills.ts';

const seed = Number(process.env['LATCHKEY_SEED'] ?? 1);

it(`case 1: workers are killed at any moment; nothing answered for is lost, and nothing happens twice (seed ${seed})`, async () => {
	await atTheSameTime({
		'each by itself': () =>
			survivesKills({
				place: aloneOnSqlite(),
				random: seeded(seed),
				kills: runs(12, 17),
				rotating: 12,
				sweepEveryMs: 100,
				recoversWithinMs: 10_000,
				writeEveryMs: 40,
				patienceMs: 10_000,
			}),
		// What a dead one held in Redis is brought to nobody for some seconds.
		'with Redis': async () =>
			survivesKills({
				place: await sqliteWithRedis(),
				random: seeded(seed + 1),
				kills: runs(4, 50),
				rotating: 12,
				sweepEveryMs: 500,
				recoversWithinMs: 10_000,
				writeEveryMs: 40,
				patienceMs: 15_000,
			}),
	});
}, 3_600_000);
