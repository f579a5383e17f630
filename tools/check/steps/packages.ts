import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findStaleOutput } from '../../house-rules/stale-output.ts';
import { root, tool, withPnpm } from '../command.ts';
import { type Outcome, type Step, single, sum } from '../step.ts';

/** Packs every package as it would be published, and looks at the tarballs as a consumer's tools do. */
export const packages: Step = {
	name: 'packed packages',
	async run() {
		const folder = await mkdtemp(join(tmpdir(), 'latchkey-packed-'));
		try {
			const packed = await pack(folder);
			if (packed.failed > 0) return packed;
			const tarballs = (await readdir(folder)).map((file) => join(folder, file)).sort();
			const publint = await checkEach(tarballs, (tarball) => tool('publint', ['run', tarball, '--strict']));
			const types = await checkEach(tarballs, (tarball) =>
				tool('attw', [tarball, '--profile', 'esm-only', '--no-color', '--no-emoji']),
			);
			const outcomes = [packed, publint, types];
			return { ...sum(outcomes), output: outcomes.map(({ output }) => output).join('\n') };
		} finally {
			await rm(folder, { recursive: true });
		}
	},
};

async function pack(folder: string): Promise<Outcome> {
	const stale = await findStaleOutput(root);
	if (stale.length > 0) return single(false, `built from sources that are gone; remove these:\n${stale.join('\n')}`);
	const filter = ['--recursive', '--filter=./packages/*'];
	const { ok, output } = await withPnpm(['pnpm', ...filter, 'pack', '--pack-destination', folder]);
	return single(ok, ok ? '' : output);
}

async function checkEach(
	tarballs: readonly string[],
	check: (tarball: string) => Promise<{ ok: boolean; output: string }>,
): Promise<Outcome> {
	const results = await Promise.all(tarballs.map(check));
	const complaints = results.filter(({ ok }) => !ok).map(({ output }) => output);
	return single(tarballs.length > 0 && complaints.length === 0, complaints.join('\n'));
}
