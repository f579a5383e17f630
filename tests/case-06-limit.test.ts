import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AdderOutcome, AdderTask } from './support/adder.ts';
import { isMongo, openPlace, type Place, sharedPlace } from './support/place.ts';
import { runs } from './support/soak.ts';

const PROCESSES = 4;
const LIMIT = 63;
/** The first race, and each of those after it; ten thousand at first when soaking. */
const [MANY, MORE] = isMongo() ? [runs(72, 25), runs(24, 10)] : [runs(2000, 5), 400];
const tenant = { customerId: 'acme', domainId: 'main' };

interface Tally {
	readonly added: readonly string[];
	readonly removed: number;
	/** How often each refusal was heard. */
	readonly refusals: Readonly<Record<string, number>>;
}

/** Gives every process its share of the adds and of the removals at the same moment. */
type Race = (adds: number, remove?: readonly string[]) => Promise<Tally>;

async function startProcesses(place: Place): Promise<Race> {
	const key = randomBytes(32).toString('base64');
	const start = async (): Promise<ChildProcess> => {
		const child = fork(join(import.meta.dirname, 'support/adder.ts'), [JSON.stringify(place), key], { execArgv: [] });
		const exited = once(child, 'exit');
		onTestFinished(async () => {
			if (child.connected) child.send('end');
			await exited;
		});
		await once(child, 'message');
		return child;
	};
	const children = await Promise.all(Array.from({ length: PROCESSES }, start));
	return async (adds, remove = []) => {
		const outcomes = await Promise.all(
			children.map(async (child, index) => {
				const share = remove.filter((_, place) => place % PROCESSES === index);
				child.send({ add: adds / PROCESSES, remove: share } satisfies AdderTask);
				const [outcome] = (await once(child, 'message')) as [AdderOutcome];
				return outcome;
			}),
		);
		const refusals: Record<string, number> = {};
		for (const code of outcomes.flatMap((outcome) => outcome.refusals)) refusals[code] = (refusals[code] ?? 0) + 1;
		const removed = outcomes.reduce((sum, outcome) => sum + outcome.removed, 0);
		return { added: outcomes.flatMap(({ added }) => added), removed, refusals };
	};
}

describe('case 6: the limit, raced by four processes on the same data', () => {
	it('exactly 63 are added, all others are told of the limit, and freed slots are filled again, exactly', async () => {
		const place = sharedPlace();
		const race = await startProcesses(place);
		const store = await openPlace(place);
		onTestFinished(() => store.close());
		const live = async (): Promise<string[]> =>
			(await store.applications.list(tenant, { limit: 100 })).map(({ clientId }) => clientId).sort();

		const first = await race(MANY);
		expect(first).toMatchObject({ removed: 0, refusals: { limit_reached: MANY - LIMIT } });
		expect(Object.keys(first.refusals)).toEqual(['limit_reached']);
		expect(await live()).toEqual(first.added.toSorted());
		expect(new Set(await store.applications.slots(tenant)).size).toBe(LIMIT);

		const freed = first.added.filter((_, index) => index % 3 === 0);
		expect(await race(0, freed)).toEqual({ added: [], removed: freed.length, refusals: {} });
		const second = await race(MORE);
		expect(second.added).toHaveLength(freed.length);
		expect(second.refusals).toEqual({ limit_reached: MORE - freed.length });

		// Adds and removals at the same time: never more than the limit, and nothing else is said.
		const before = await live();
		expect(before).toHaveLength(LIMIT);
		const mixed = await race(MORE, before);
		expect(mixed.removed).toBe(LIMIT);
		expect(Object.keys(mixed.refusals).filter((code) => code !== 'limit_reached')).toEqual([]);
		const between = await live();
		expect(between.length).toBeLessThanOrEqual(LIMIT);
		expect(between).toEqual(mixed.added.toSorted());

		const last = await race(MANY);
		expect(last.refusals).toEqual({ limit_reached: MANY - (LIMIT - between.length) });
		expect(last.added).toHaveLength(LIMIT - between.length);
		expect(new Set(await store.applications.slots(tenant)).size).toBe(LIMIT);
	});
});
