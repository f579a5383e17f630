import { inDirectory } from '../shared/in-directory.ts';
import { machineLine, versionOf } from '../shared/machine.ts';
import { publish } from '../shared/publish.ts';
import { withContenders } from './contenders.ts';
import { autocannon } from './load/autocannon.ts';
import { wrk } from './load/wrk.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { profile } from './profile.ts';
import { explanation, markdownTable } from './report.ts';
import { runRounds } from './rounds.ts';

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
		const table = await markdownTable(contenders);
		const sections = [
			table,
			explanation(options),
			machineLine(versionOf('express'), versionOf('oidc-provider'), generator.version),
		];
		const failed = contenders.some(({ results }) => results.some((result) => result.failed > 0));
		if (failed) throw new Error('there were failed responses: these figures compare nothing');
		await publish('token', sections, options.write);
	});
}
