import { findViolations } from '../../house-rules/find-violations.ts';
import { root } from '../command.ts';
import { type Step, single } from '../step.ts';

export const houseRules: Step = {
	name: 'house rules',
	async run() {
		const violations = await findViolations(root);
		const lines = violations.map(({ path, line, message }) => `${path}:${line} ${message}`);
		return single(violations.length === 0, lines.join('\n'));
	},
};
