import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;
// Each starts a server when tests of the project run that names it.
const PROVIDES_MONGO = fileURLToPath(new URL('./tools/servers/provide-mongo.ts', import.meta.url));
// The module of the management page, as browsers load it.
const PROVIDES_CONSOLE = fileURLToPath(new URL('./tools/launch/provide-console.ts', import.meta.url));
const PROVIDES_REDIS = fileURLToPath(new URL('./tools/servers/provide-redis.ts', import.meta.url));
const PROVIDES_CHROMIUM = fileURLToPath(new URL('./tools/servers/provide-chromium.ts', import.meta.url));
const NEEDS_CHROMIUM = fileURLToPath(new URL('./tests/support/needs-chromium.ts', import.meta.url));
const NEEDS_MONGO = fileURLToPath(new URL('./tests/support/needs-mongo.ts', import.meta.url));
const NEEDS_REDIS = fileURLToPath(new URL('./tests/support/needs-redis.ts', import.meta.url));
const soaking = process.env['LATCHKEY_SOAK'] === '1';
// What is asked of the demo on MongoDB too: what depends on the store, as it is seen over HTTP.
const ON_MONGODB = [
	'case-01-kill',
	'case-{06,07,08,12}-*',
	'case-14-off-means-off',
	'case-{15,17}-*',
	'edits-by-two',
	'embedding',
	'first-token',
	'issued-certificates',
	'management',
	'mutual-tls',
	'offboarding',
	'races-of-authority',
	'request-tricks',
	'standard-clients',
	// What takes minutes on the server of tools/mongo-server even in part, or depends on the store least.
	...(soaking ? ['case-{13,14,16,21,25}-*', 'hosts-in-front'] : []),
];

const RESTARTS = 'mongodb/case-04-restarts.test.ts';
// These measure how long something takes, or compare such times, and would measure what runs beside them.
const MEASURING = ['10-parser-dos', '18-timing', '23-mass-theft', '24-fairness'].map((name) => `case-${name}.test.ts`);

const unit = (name: string, folder: string) => ({
	extends: true as const,
	test: { name, root: folder, include: ['**/*.test.ts'] },
});

export default defineConfig({
	test: {
		// A test that was left focused would hide the others, here as in CI.
		allowOnly: false,
		exclude: ['**/node_modules/**', '**/dist/**'],
		// By default vitest leaves one core free, which is half of a small machine.
		maxWorkers: '100%',
		passWithNoTests: true,
		restoreMocks: true,
		// Long enough for properties on a machine that does other things too; what hangs, hangs longer.
		testTimeout: soaking ? 10 * MINUTE_MS : MINUTE_MS / 2,
		projects: [
			unit('cli', 'packages/cli'),
			unit('console', 'packages/console'),
			unit('core', 'packages/core'),
			unit('http-adapter', 'packages/http-adapter'),
			unit('outbound', 'packages/outbound'),
			unit('runtime-node', 'packages/runtime-node'),
			{
				extends: true,
				test: {
					name: 'store-mongo',
					root: 'packages/store-mongo',
					include: ['**/*.test.ts'],
					globalSetup: [PROVIDES_MONGO],
					// The server of tools/mongo-server takes one command at a time, from all files at once.
					testTimeout: MINUTE_MS,
				},
			},
			unit('store-sqlite', 'packages/store-sqlite'),
			unit('testing', 'packages/testing'),
			unit('worker', 'packages/worker'),
			unit('demo', 'apps/demo'),
			unit('bench', 'bench'),
			{
				extends: true,
				test: {
					name: 'tools',
					root: 'tools',
					include: ['**/*.test.ts'],
					globalSetup: [PROVIDES_MONGO, PROVIDES_REDIS],
				},
			},
			{
				extends: true,
				test: {
					name: 'cases',
					root: 'tests',
					include: ['*.test.ts'],
					exclude: MEASURING,
					globalSetup: [PROVIDES_CONSOLE],
					testTimeout: soaking ? 60 * MINUTE_MS : 4 * MINUTE_MS,
					hookTimeout: MINUTE_MS,
				},
			},
			{
				extends: true,
				test: {
					name: 'measuring',
					root: 'tests',
					include: MEASURING,
					fileParallelism: false,
					sequence: { groupOrder: 2 },
					testTimeout: soaking ? 60 * MINUTE_MS : 2 * MINUTE_MS,
					hookTimeout: MINUTE_MS,
				},
			},
			{
				extends: true,
				test: {
					name: 'cases-redis',
					root: 'tests',
					include: ['case-08-clock.test.ts', 'case-14-off-means-off.test.ts'],
					globalSetup: [PROVIDES_REDIS],
					setupFiles: [NEEDS_REDIS],
					provide: { queueKind: 'redis' },
					testTimeout: (soaking ? 60 : 5) * MINUTE_MS,
					hookTimeout: MINUTE_MS,
				},
			},
			{
				extends: true,
				test: {
					name: 'pages',
					root: 'tests',
					include: ['pages/*.test.ts'],
					globalSetup: [PROVIDES_CONSOLE, PROVIDES_CHROMIUM],
					setupFiles: [NEEDS_CHROMIUM],
					// A browser shares the machine with all that else runs.
					expect: { poll: { timeout: MINUTE_MS / 3 } },
					sequence: { groupOrder: 1 },
					testTimeout: MINUTE_MS,
					hookTimeout: MINUTE_MS,
				},
			},
			{
				extends: true,
				test: {
					name: 'cases-mongodb',
					root: 'tests',
					include: ['mongodb/*.test.ts', ...ON_MONGODB.map((name) => `${name}.test.ts`)],
					exclude: [RESTARTS],
					globalSetup: [PROVIDES_MONGO, PROVIDES_REDIS],
					setupFiles: [NEEDS_MONGO, NEEDS_REDIS],
					provide: { storeKind: 'mongodb', queueKind: 'redis' },
					// One command at a time, and the files beside each other.
					testTimeout: (soaking ? 60 : 10) * MINUTE_MS,
					hookTimeout: 2 * MINUTE_MS,
				},
			},
			{
				extends: true,
				test: {
					// It measures how soon a server is back, and so runs beside nothing.
					name: 'restarts-mongodb',
					root: 'tests',
					include: [RESTARTS],
					globalSetup: [PROVIDES_MONGO],
					setupFiles: [NEEDS_MONGO],
					provide: { storeKind: 'mongodb' },
					sequence: { groupOrder: 3 },
					testTimeout: (soaking ? 60 : 10) * MINUTE_MS,
					hookTimeout: 2 * MINUTE_MS,
				},
			},
		],
	},
});
