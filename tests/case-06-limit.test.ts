import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { sqliteStore } from '@latchkey/store-sqlite';
import { describe, expect, it } from 'vitest';
import { scratchFile } from './support/scratch-file.ts';
import { runs } from './support/soak.ts';

const PROCESSES = 4;
const LIMIT = 63;
const tenant = { customerId: 'acme', domainId: 'main' };

async function race(file: string, key: string, countEach: number): Promise<Map<string, number>> {
	const script = join(import.meta.dirname, 'support/adder.ts');
	const children: ChildProcess[] = [];
	for (let n = 0; n < PROCESSES; n++) {
		const child = fork(script, [file, key, String(countEach)]);
		await once(child, 'message');
		children.push(child);
	}
	const answers = children.map(async (child) => {
		child.send('go');
		const [outcomes] = (await once(child, 'message')) as [string[]];
		await once(child, 'exit');
		return outcomes;
	});
	const tally = new Map<string, number>();
	for (const outcome of (await Promise.all(answers)).flat()) tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
	return tally;
}

describe('case 6: the limit, raced by four processes on one file', () => {
	it('exactly 63 are added, all others are told of the limit, and freed slots are filled again', async () => {
		const file = scratchFile();
		const key = randomBytes(32).toString('base64');
		const countEach = runs(500, 5);
		expect(await race(file, key, countEach)).toEqual(
			new Map([
				['added', LIMIT],
				['limit_reached', PROCESSES * countEach - LIMIT],
			]),
		);
		const store = await sqliteStore({ file });
		const slots = await store.applications.slots(tenant);
		expect(new Set(slots).size).toBe(LIMIT);
		const [, second, , , fifth] = await store.applications.list(tenant, { limit: 100 });
		for (const freed of [second, fifth]) {
			if (freed === undefined) throw new Error('nothing was added');
			const changes = { status: 'removed', slot: `removed:${freed.clientId}`, removedAt: 1 } as const;
			await store.applications.update(tenant, freed.clientId, freed.revision, changes, []);
		}
		await store.close();
		const again = await race(file, key, runs(50));
		expect(again.get('added')).toBe(2);
		expect([...again.keys()].sort()).toEqual(['added', 'limit_reached']);
	});
});
