import { tool } from '../command.ts';
import { type Step, single } from '../step.ts';

export const unused: Step = {
	name: 'unused code and dependencies',
	async run() {
		const { ok, output } = await tool('knip', ['--no-progress', '--treat-config-hints-as-errors']);
		return single(ok, output);
	},
};
