import type { Background, BackgroundTask, Latchkey } from '@latchkey/core';
import { capturedLogger, manualClock, manualScheduler, virtualTime } from '@latchkey/testing';
import { describe, expect, it } from 'vitest';
import { startWorker } from './start-worker.ts';

interface FakeWork {
	readonly latchkey: Latchkey;
	readonly runs: BackgroundTask[];
	/** As a commit does. */
	commit(task: BackgroundTask): void;
	/** What a run waits for; nothing where undefined. */
	held: Promise<void> | undefined;
	failing: boolean;
	dueAt: number | null;
	readonly signals: AbortSignal[];
}

/** Only what a worker sees of a Latchkey. */
function work(): FakeWork {
	const runs: BackgroundTask[] = [];
	const signals: AbortSignal[] = [];
	let listener: ((task: BackgroundTask) => void) | undefined;
	const background: Background = {
		async run(task, signal) {
			runs.push(task);
			if (signal !== undefined) signals.push(signal);
			await fake.held;
			if (fake.failing) throw new Error('the store is away');
		},
		nextDueAt: async () => fake.dueAt,
		onWork(heard) {
			listener = heard;
			return () => {
				listener = undefined;
			};
		},
	};
	const fake: FakeWork = {
		latchkey: { background, logger: capturedLogger() } as unknown as Latchkey,
		runs,
		signals,
		commit: (task) => listener?.(task),
		held: undefined,
		failing: false,
		dueAt: null,
	};
	return fake;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an in-process worker', () => {
	it('runs every task at its interval, and soon after a commit', async () => {
		const fake = work();
		const scheduler = manualScheduler();
		const worker = startWorker(fake.latchkey, { clock: manualClock(), scheduler });
		await scheduler.runAll();
		expect(fake.runs).toEqual(['relay', 'deliver', 'life_cycle', 'purge']);
		fake.commit('relay');
		await settled();
		expect(fake.runs.at(-1)).toBe('relay');
		expect(fake.runs).toHaveLength(5);
		await worker.close();
	});

	it('asked while it runs, runs once more, however often it was asked', async () => {
		const fake = work();
		let release = (): void => undefined;
		fake.held = new Promise((resolve) => {
			release = resolve;
		});
		const worker = startWorker(fake.latchkey, { clock: manualClock(), scheduler: manualScheduler() });
		for (let count = 0; count < 5; count++) fake.commit('relay');
		await settled();
		expect(fake.runs).toEqual(['relay']);
		fake.held = undefined;
		release();
		await settled();
		expect(fake.runs).toEqual(['relay', 'relay']);
		await worker.close();
	});

	it('goes on after a run that failed', async () => {
		const fake = work();
		const scheduler = manualScheduler();
		const worker = startWorker(fake.latchkey, { clock: manualClock(), scheduler });
		fake.failing = true;
		await scheduler.runAll();
		await scheduler.runAll();
		expect(fake.runs).toHaveLength(8);
		await worker.close();
	});

	it('closes after the run in hand, which it tells to come to an end, and starts nothing after', async () => {
		const fake = work();
		let release = (): void => undefined;
		fake.held = new Promise((resolve) => {
			release = resolve;
		});
		const scheduler = manualScheduler();
		const worker = startWorker(fake.latchkey, { clock: manualClock(), scheduler });
		fake.commit('life_cycle');
		fake.commit('life_cycle');
		let closed = false;
		const closing = worker.close().then(() => {
			closed = true;
		});
		await settled();
		expect(closed).toBe(false);
		expect(fake.signals[0]?.aborted).toBe(true);
		release();
		await closing;
		fake.commit('life_cycle');
		await scheduler.runAll();
		expect(fake.runs, 'not even once more').toEqual(['life_cycle']);
	});

	it('times what is due soon to its instant, and leaves what is due later to the sweep', async () => {
		const fake = work();
		const { clock, scheduler, pass } = virtualTime();
		const worker = startWorker(fake.latchkey, {
			clock,
			scheduler,
			intervals: { relay: 60_000, deliver: 60_000, life_cycle: 60_000 },
		});
		fake.dueAt = clock.now() + 20_000;
		fake.commit('life_cycle');
		await pass(30_000);
		expect(fake.runs).toEqual(['life_cycle']);
		fake.dueAt = clock.now() + 1234;
		fake.commit('life_cycle');
		await pass(1233);
		expect(fake.runs).toEqual(['life_cycle', 'life_cycle']);
		await pass(1);
		expect(fake.runs).toEqual(['life_cycle', 'life_cycle', 'life_cycle']);
		fake.dueAt = clock.now() + 1000;
		fake.commit('life_cycle');
		await pass(0);
		await worker.close();
		await pass(10_000);
		expect(fake.runs, 'nothing after it has closed').toHaveLength(4);
	});
});
