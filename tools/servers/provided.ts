import type { TestProject } from 'vitest/node';
import { ServerUnavailableError, type TestServer } from './test-server.ts';

/** What `inject('mongo')` and `inject('redis')` give to the tests of a project that asks for it in vitest.config.ts. */
export type ProvidedServer = { readonly url: string } | { readonly missing: string };

/** What `inject('chromium')` gives. */
export type ProvidedProgram = { readonly path: string } | { readonly missing: string };

declare module 'vitest' {
	export interface ProvidedContext {
		readonly mongo: ProvidedServer;
		readonly redis: ProvidedServer;
		readonly chromium: ProvidedProgram;
	}
}

/** Starts a server for the tests of one project; resolves to what ends it. */
export async function provideServer(
	project: TestProject,
	name: 'mongo' | 'redis',
	start: () => Promise<TestServer>,
): Promise<() => Promise<void>> {
	try {
		const server = await start();
		project.provide(name, { url: server.url });
		return server.stop;
	} catch (error) {
		const mayBeMissing = error instanceof ServerUnavailableError && process.env['CI'] !== 'true';
		if (!mayBeMissing) throw error;
		console.warn(`The tests of ${project.name} that need ${name} are left out: ${error.message}`);
		project.provide(name, { missing: error.message });
		return async () => undefined;
	}
}
