import { it } from 'vitest';
import { atTheSameTime } from './support/at-the-same-time.ts';
import { CUT_MS, FAULTS, goesThrough } from './support/redis-faults.ts';
import { scratchFile } from './support/scratch-file.ts';

it(`case 3: Redis is emptied, restarted, cut off for ${CUT_MS / 1000} s, and slow: nothing is lost, no token refused, and no work late`, async () => {
	const tries = Object.entries(FAULTS).map(([name, fault]) => [name, () => goesThrough(scratchFile(), [fault])]);
	await atTheSameTime(Object.fromEntries(tries));
});
