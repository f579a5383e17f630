import { expect, it } from 'vitest';
import { turns } from './turns.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Keeps the thread. */
function work(ms: number): void {
	const endsAt = performance.now() + ms;
	while (performance.now() < endsAt);
}

it('keeps nobody waiting who is quick', async () => {
	const give = turns(1000);
	for (let count = 0; count < 100; count++) expect(give()).toBeUndefined();
	await nextTurn();
	expect(give()).toBeUndefined();
});

it('lets others have their turn after a while, and then goes on', async () => {
	const give = turns(5);
	let others = 0;
	setImmediate(() => {
		others += 1;
	});
	expect(give()).toBeUndefined();
	work(6);
	const waiting = give();
	expect(waiting).toBeInstanceOf(Promise);
	expect(others).toBe(0);
	await waiting;
	expect(others).toBe(1);
	expect(give(), 'a new turn has begun').toBeUndefined();
});
