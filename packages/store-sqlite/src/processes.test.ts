import { buildHostKey } from '@latchkey/testing';
import { expect, it } from 'vitest';
import { SLOTS, TENANT } from '../test/child.ts';
import { startChild, startChildren } from '../test/children.ts';
import { scratchFile } from '../test/scratch-file.ts';
import { sqliteStore } from './store.ts';

const SLOW = { timeout: 60_000 };

it('opens one new file in several processes at the same moment', SLOW, async () => {
	const file = scratchFile();
	const children = await startChildren<boolean>(5, 'open', file);
	expect(await Promise.all(children.map((child) => child.go()))).toStrictEqual([true, true, true, true, true]);
	const store = await sqliteStore({ file });
	expect(await store.hostKeys.list()).toHaveLength(5);
	await store.close();
});

it('gives each of 63 slots to one of several processes that race for all of them', SLOW, async () => {
	const file = scratchFile();
	const children = await startChildren<string[]>(4, 'race', file);
	const won = await Promise.all(children.map((child) => child.go()));
	expect(won.flat().sort()).toStrictEqual(SLOTS);
	const store = await sqliteStore({ file });
	expect(await store.applications.slots(TENANT)).toStrictEqual(SLOTS);
	expect(await store.applications.count(TENANT)).toBe(63);
	await store.close();
});

it('waits for the lock of another process without blocking, and then writes', SLOW, async () => {
	const file = scratchFile();
	const store = await sqliteStore({ file, lockTimeoutMs: 60_000 });
	const holder = await startChild<string>('hold', file);
	let settled = false;
	const writing = store.hostKeys.insert(buildHostKey()).finally(() => {
		settled = true;
	});
	await turns(1000);
	expect(settled).toBe(false);
	expect(await store.hostKeys.list(), 'readers do not wait').toStrictEqual([]);
	expect(await holder.go()).toBe('released');
	expect(await writing).toBe(true);
	await store.close();
});

it(
	'gives up on the lock of another process after the timeout, without having blocked the event loop',
	SLOW,
	async () => {
		const file = scratchFile();
		const store = await sqliteStore({ file, lockTimeoutMs: 100 });
		const holder = await startChild<string>('hold', file);
		let turned = 0;
		let waiting = true;
		const turning = (async () => {
			for (; waiting; turned += 1) await turns(1);
		})();
		// A crowd: what blocks for a moment only, once for each call, blocks for long.
		const writing = Array.from({ length: 100 }, () => store.hostKeys.insert(buildHostKey()));
		const outcomes = await Promise.allSettled(writing);
		waiting = false;
		await turning;
		const failure = { status: 'rejected', reason: { code: 'store_unavailable', cause: { errcode: 5 } } };
		for (const outcome of outcomes) expect(outcome).toMatchObject(failure);
		expect(turned).toBeGreaterThan(100);
		await holder.go();
		expect(await store.hostKeys.insert(buildHostKey()), 'the next write goes through').toBe(true);
		await store.close();
	},
);

it('opens a file that is up to date while another process holds its lock', SLOW, async () => {
	const file = scratchFile();
	await (await sqliteStore({ file })).close();
	const holder = await startChild<string>('hold', file);
	const store = await sqliteStore({ file, lockTimeoutMs: 0 });
	expect(await store.hostKeys.list()).toStrictEqual([]);
	await store.close();
	await holder.go();
});

it('rejects a write that waits for a lock when the store is closed', SLOW, async () => {
	const file = scratchFile();
	const store = await sqliteStore({ file, lockTimeoutMs: 60_000 });
	const holder = await startChild<string>('hold', file);
	const writing = store.hostKeys.insert(buildHostKey());
	const rejected = expect(writing).rejects.toThrow('the store is closed');
	await store.close();
	await rejected;
	await holder.go();
});

async function turns(count: number): Promise<void> {
	for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
