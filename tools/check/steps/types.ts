import { tool } from '../command.ts';
import { type Step, single } from '../step.ts';

export const types: Step = {
	name: 'types',
	async run() {
		const { ok, output } = await tool('tsc', ['--build', '--pretty', 'false']);
		return single(ok, output);
	},
};
