import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addressKey } from './address-key.ts';
import { nodeRuntime } from './index.ts';
import { jsonLogger } from './json-logger.ts';
import { timerScheduler } from './timer-scheduler.ts';

describe('timerScheduler', () => {
	beforeEach(() => {
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	it('runs a series one interval apart, also after a run that failed', async () => {
		const runs: number[] = [];
		const stop = timerScheduler().every(100, async () => {
			runs.push(Date.now());
			if (runs.length === 1) throw new Error('it fails once');
		});
		await vi.advanceTimersByTimeAsync(350);
		expect(runs).toHaveLength(3);
		await stop();
		await vi.advanceTimersByTimeAsync(1000);
		expect(runs).toHaveLength(3);
	});

	it('never runs two at a time, and ends only when the run in hand has', async () => {
		let finish: () => void = () => undefined;
		let started = 0;
		const stop = timerScheduler().every(100, () => {
			started += 1;
			return new Promise((resolve) => {
				finish = resolve;
			});
		});
		await vi.advanceTimersByTimeAsync(1000);
		expect(started).toBe(1);
		let stopped = false;
		const stopping = stop().then(() => {
			stopped = true;
		});
		await vi.advanceTimersByTimeAsync(0);
		expect(stopped).toBe(false);
		finish();
		await stopping;
		await vi.advanceTimersByTimeAsync(1000);
		expect(started).toBe(1);
	});
});

describe('jsonLogger', () => {
	it('writes one line of JSON for each message from its level on', () => {
		const lines: string[] = [];
		const logger = jsonLogger('warn', (line) => lines.push(line));
		logger.info({ a: 1 }, 'too little to say');
		logger.warn({ text: 'two\nlines', missing: undefined }, 'warned');
		logger.error({}, 'failed');
		expect(lines).toHaveLength(2);
		expect(lines[0]).toMatch(/^\{[^\n]*\}\n$/);
		expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', message: 'warned', text: 'two\nlines' });
	});
});

describe('addressKey', () => {
	it.each([
		['192.0.2.1', '192.0.2.1'],
		['::ffff:192.0.2.1', '192.0.2.1'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
		['2001:DB8:1:2::', '2001:db8:1:2'],
		['::1', '0:0:0:0'],
		['fe80::1%eth0', 'fe80:0:0:0'],
		['', undefined],
		['localhost', undefined],
		['1.2.3.4, 5.6.7.8', undefined],
	])('%s is counted as %s', (address, key) => {
		expect(addressKey(address)).toBe(key);
	});
});

it('nodeRuntime has what core needs of a process, and nothing it does not', () => {
	expect(Object.keys(nodeRuntime()).sort()).toEqual(['clock', 'logger', 'scheduler', 'throttle']);
});
