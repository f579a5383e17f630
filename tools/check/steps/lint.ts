import { tool } from '../command.ts';
import { type Step, single } from '../step.ts';

export const lint: Step = {
	name: 'lint',
	async run() {
		const { ok, output } = await tool('biome', [
			'check',
			'--error-on-warnings',
			'--colors=off',
			'--max-diagnostics=50',
		]);
		return single(ok, output);
	},
};
