import { toolPath, withPnpm } from '../command.ts';
import { type Step, single } from '../step.ts';

export const build: Step = {
	name: 'build',
	async run() {
		const { ok, output } = await withPnpm([toolPath('turbo'), 'run', 'build', '--filter=./packages/*'], {
			env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
		});
		return single(ok, output);
	},
};
