import { it } from 'vitest';
import { scratchDatabase } from '../support/mongo-place.ts';
import { FAULTS, goesThrough } from '../support/redis-faults.ts';
import { runs } from '../support/soak.ts';

it('case 3: Redis fails in one way after the other: nothing is lost, no token refused, and no work late', async () => {
	// One platform: the server of the tests takes one command at a time.
	const faults = Object.values(FAULTS);
	await goesThrough(scratchDatabase(), faults.slice(0, runs(2, faults.length / 2)), 4);
});
