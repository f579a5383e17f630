import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sqliteStore } from '@latchkey/store-sqlite';
import { inDirectory } from '../shared/in-directory.ts';
import { machineLine } from '../shared/machine.ts';
import { publish } from '../shared/publish.ts';
import { bareLoopOn } from './bare.ts';
import { type Contender, latchkeyOn } from './contenders.ts';
import { fill } from './fill.ts';
import { markdownTable, measure } from './measure.ts';

const USAGE = `usage: pnpm --filter @latchkey/bench run sweep [options]
  --size <n>      secrets in the store (1000000)
  --due <n>       of them due in each round (2000)
  --rounds <n>    measured rounds of every contender, interleaved (7)
  --write         put the table into docs/benchmarks.md`;

const { values } = parseArgs({
	options: {
		size: { type: 'string', default: '1000000' },
		due: { type: 'string', default: '2000' },
		rounds: { type: 'string', default: '7' },
		write: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) process.stdout.write(`${USAGE}\n`);
else await inDirectory(run);

async function run(directory: string): Promise<void> {
	const say = (line: string): void => void process.stderr.write(`${line}\n`);
	const [size, due, rounds] = [Number(values.size), Number(values.due), Number(values.rounds)];
	const files = ['latchkey', 'bare', 'batched'].map((name) => join(directory, `${name}.db`));
	const [first = '', second = '', third = ''] = files;
	const store = await sqliteStore({ file: first });
	await fill(store, size, (done) => {
		if (done % 100_000 === 0) say(`${done.toLocaleString('en-GB')} of ${size.toLocaleString('en-GB')}`);
	});
	await store.close();
	for (const copy of [second, third]) await copyFile(first, copy);
	const contenders: Contender[] = [
		bareLoopOn(second, { oneTransaction: false }),
		await latchkeyOn(first),
		bareLoopOn(third, { oneTransaction: true }),
	];
	try {
		const speeds = await measure(contenders, { due, rounds, progress: say });
		const how = `Of ${size.toLocaleString('en-GB')} secrets on SQLite on disk, ${due.toLocaleString('en-GB')} are due for a notice of their expiry in each of ${rounds} interleaved rounds. Median [min–max]; the ratio is taken within each round.`;
		await publish('sweep', [markdownTable(speeds), how, machineLine()], values.write);
	} finally {
		for (const contender of contenders) await contender.close();
	}
}
