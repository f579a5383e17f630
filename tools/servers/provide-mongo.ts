import type { TestProject } from 'vitest/node';
import { startMongoServer } from './mongo.ts';
import { provideServer } from './provided.ts';

/** A `globalSetup` of vitest. */
export function setup(project: TestProject): Promise<() => Promise<void>> {
	return provideServer(project, 'mongo', startMongoServer);
}
