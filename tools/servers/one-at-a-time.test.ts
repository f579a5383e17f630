import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'latchkey-lock-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true });
});

describe('work under a lock', () => {
	it('waits for the work that has the lock, whether that ends well or not', async () => {
		const lock = join(folder, 'lock');
		const order: string[] = [];
		const release = Promise.withResolvers<void>();
		const first = oneAtATime(lock, async () => {
			order.push('first begins');
			await release.promise;
			order.push('first ends');
			throw new Error('first failed');
		});
		const second = oneAtATime(lock, async () => order.push('second'));
		release.resolve();
		await expect(first).rejects.toThrow('first failed');
		await second;
		expect(order).toEqual(['first begins', 'first ends', 'second']);
	});
});
