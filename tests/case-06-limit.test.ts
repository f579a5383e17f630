import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { sqliteStore } from '@latchkey/store-sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AdderOutcome, AdderTask } from './support/adder.ts';
import { scratchFile } from './support/scratch-file.ts';
import { runs } from './support/soak.ts';

const PROCESSES = 4;
const LIMIT = 63;
const tenant = { customerId: 'acme', domainId: 'main' };

interface Tally {
	readonly added: readonly string[];
	readonly removed: number;
	/** How often each refusal was heard. */
	readonly refusals: Readonly<Record<string, number>>;
}

/** Gives every process its share of the adds and of the removals at the same moment. */
type Race = (adds: number, remove?: readonly string[]) => Promise<Tally>;

async function startProcesses(file: string): Promise<Race> {
	const key = randomBytes(32).toString('base64');
	const start = async (): Promise<ChildProcess> => {
		const child = fork(join(import.meta.dirname, 'support/adder.ts'), [file, key], { execArgv: [] });
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

describe('case 6: the limit, raced by four processes on one file', () => {
	it('exactly 63 are added, all others are told of the limit, and freed slots are filled again, exactly', async () => {
		const file = scratchFile();
		const race = await startProcesses(file);
		const store = await sqliteStore({ file, lockTimeoutMs: 30_000 });
		onTestFinished(() => store.close());
		const live = async (): Promise<string[]> =>
			(await store.applications.list(tenant, { limit: 100 })).map(({ clientId }) => clientId).sort();

		const many = runs(2000, 5);
		const first = await race(many);
		expect(first).toMatchObject({ removed: 0, refusals: { limit_reached: many - LIMIT } });
		expect(Object.keys(first.refusals)).toEqual(['limit_reached']);
		expect(await live()).toEqual(first.added.toSorted());
		expect(new Set(await store.applications.slots(tenant)).size).toBe(LIMIT);

		const freed = first.added.filter((_, index) => index % 3 === 0);
		expect(await race(0, freed)).toEqual({ added: [], removed: freed.length, refusals: {} });
		const second = await race(400);
		expect(second.added).toHaveLength(freed.length);
		expect(second.refusals).toEqual({ limit_reached: 400 - freed.length });

		// Adds and removals at the same time: never more than the limit, and nothing else is said.
		const before = await live();
		expect(before).toHaveLength(LIMIT);
		const mixed = await race(400, before);
		expect(mixed.removed).toBe(LIMIT);
		expect(Object.keys(mixed.refusals).filter((code) => code !== 'limit_reached')).toEqual([]);
		const between = await live();
		expect(between.length).toBeLessThanOrEqual(LIMIT);
		expect(between).toEqual(mixed.added.toSorted());

		const last = await race(400);
		expect(last.added).toHaveLength(LIMIT - between.length);
		expect(last.refusals).toEqual({ limit_reached: 400 - last.added.length });
		expect(new Set(await store.applications.slots(tenant)).size).toBe(LIMIT);
	});
});
