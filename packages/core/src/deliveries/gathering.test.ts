import { expect, it } from 'vitest';
import { gathering } from './gathering.ts';

/** Delays that are over when the test says so. */
function delays() {
	const waiting: (() => void)[] = [];
	const scheduler = {
		every: () => async () => undefined,
		delay: () => new Promise<void>((resolve) => waiting.push(resolve)),
	};
	return { scheduler, waiting };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('lets all go on in the same breath who asked while others were coming, and begins anew after it', async () => {
	const { scheduler, waiting } = delays();
	const gather = gathering(scheduler, () => true);
	const wentOn: number[] = [];
	const come = (name: number): void => void gather()?.then(() => wentOn.push(name));
	for (const name of [1, 2]) come(name);
	await settled();
	come(3);
	expect(waiting).toHaveLength(1);
	expect(wentOn).toEqual([]);
	waiting[0]?.();
	await settled();
	expect(wentOn).toEqual([1, 2, 3]);
	come(4);
	expect(waiting).toHaveLength(2);
});

it('lets nobody wait where nobody else is coming, but for whom somebody waits already', async () => {
	const { scheduler, waiting } = delays();
	let others = false;
	const gather = gathering(scheduler, () => others);
	expect(gather()).toBeUndefined();
	others = true;
	const first = gather();
	others = false;
	expect(gather()).toBe(first);
	waiting[0]?.();
	await first;
	expect(gather()).toBeUndefined();
});
