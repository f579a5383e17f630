import type { TestProject } from 'vitest/node';
import { provideServer } from './provided.ts';
import { startRedisServer } from './redis.ts';

/** A `globalSetup` of vitest. */
export function setup(project: TestProject): Promise<() => Promise<void>> {
	return provideServer(project, 'redis', startRedisServer);
}
