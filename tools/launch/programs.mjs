/**
 * @typedef {object} Program
 * @property {string[]} args What Node gets; what follows the name on the command line is added.
 * @property {Record<string, string>} [env]
 * @property {boolean} [servesConsole] Whether it serves the management page, whose module must be built.
 */

const vitest = 'node_modules/vitest/vitest.mjs';

/** @type {Record<string, Program>} */
export const programs = {
	start: { args: ['apps/demo/src/main.ts'], servesConsole: true },
	'demo:rotation': { args: ['apps/demo/src/rotation/main.ts'] },
	'demo:emm': { args: ['apps/demo/src/emm/main.ts'] },
	test: { args: ['tools/check/main.ts'] },
	build: { args: ['tools/check/main.ts', 'build'] },
	format: { args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--write'] },
	latchkey: { args: ['packages/cli/src/main.ts'] },
	screenshots: { args: ['tests/screenshots/main.ts'], servesConsole: true },
	soak: {
		args: [
			vitest,
			'run',
			'--project',
			'cases',
			'--project',
			'measuring',
			'--project',
			'cases-mongodb',
			'--project',
			'restarts-mongodb',
			'--project',
			'core',
		],
		env: { LATCHKEY_SOAK: '1' },
	},
};
