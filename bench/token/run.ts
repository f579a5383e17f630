import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withContenders } from './contenders.ts';
import { autocannon } from './load/autocannon.ts';
import { wrk } from './load/wrk.ts';
import { machineLine, versionOf } from './machine.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { profile } from './profile.ts';
import { explanation, markdownTable } from './report.ts';
import { runRounds } from './rounds.ts';
import { writeReport } from './write-report.ts';

// In the workspace: the system's temporary directory may be in memory, and a store must write to a disk.
const DATA = join(import.meta.dirname, '../../data');

const options = readOptions(process.argv.slice(2));
if (options === undefined) process.stdout.write(`${USAGE}\n`);
else await inDirectory((directory) => run(options, directory));

async function run(options: Options, directory: string): Promise<void> {
	const generator = wrk() ?? autocannon();
	if (options.profile !== undefined) {
		process.stdout.write(`${await profile(options.profile, generator, options, directory)}\n`);
		return;
	}
	await withContenders(options, directory, async (contenders) => {
		await runRounds(contenders, generator, options, directory, (line) => process.stderr.write(`${line}\n`));
		const command = `\`${['pnpm --filter @latchkey/bench run token', ...process.argv.slice(2)].join(' ')}\``;
		const table = await markdownTable(contenders);
		const report = [
			table,
			explanation(options),
			machineLine(versionOf('express'), versionOf('oidc-provider'), generator.version),
			command,
		].join('\n\n');
		process.stdout.write(`${report}\n`);
		const failed = contenders.some(({ results }) => results.some((result) => result.failed > 0));
		if (failed) throw new Error('there were failed responses: these figures compare nothing');
		if (options.write) await writeReport('token', report);
	});
}

async function inDirectory(work: (directory: string) => Promise<void>): Promise<void> {
	await mkdir(DATA, { recursive: true });
	const directory = await mkdtemp(join(DATA, 'bench-'));
	try {
		await work(directory);
	} finally {
		await rm(directory, { recursive: true });
	}
}
