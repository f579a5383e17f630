import { parseArgs } from 'node:util';
import { inDirectory } from '../shared/in-directory.ts';
import { machineLine } from '../shared/machine.ts';
import { publish } from '../shared/publish.ts';
import { fill } from './fill.ts';
import { measure, type Sized } from './measure.ts';
import { operationsOn } from './operations.ts';
import { markdownTable } from './report.ts';
import { type OpenScaleStore, storesIn } from './stores.ts';

const USAGE = `usage: pnpm --filter @latchkey/bench run scale [options]
  --sizes <a,b>   applications in each store, multiples of 1,000 (1000,100000,1000000)
  --rounds <n>    measured rounds of every size, interleaved (7)
  --share <x>     of the operations of a round (1)
  --write         put the table into docs/benchmarks.md
SQLite on disk; MongoDB where MONGODB_URL is set, in databases of its own that are dropped afterwards.`;

const { values } = parseArgs({
	options: {
		sizes: { type: 'string', default: '1000,100000,1000000' },
		rounds: { type: 'string', default: '7' },
		share: { type: 'string', default: '1' },
		write: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) process.stdout.write(`${USAGE}\n`);
else await inDirectory(run);

async function run(directory: string): Promise<void> {
	const say = (line: string): void => void process.stderr.write(`${line}\n`);
	const sizes = values.sizes.split(',').map(Number);
	const { name, open } = storesIn(directory, process.env['MONGODB_URL']);
	const opened: OpenScaleStore[] = [];
	const all: Sized[] = [];
	try {
		for (const size of sizes) {
			const one = await open(size);
			opened.push(one);
			await fill(one.store, size, (done) => {
				if (done % 100_000 === 0) say(`${done.toLocaleString('en-GB')} of ${size.toLocaleString('en-GB')}`);
			});
			const operations = await operationsOn(one.store, size);
			all.push({ size, operations });
		}
		const costs = await measure(all, Number(values.rounds), Number(values.share), say);
		const how = `${values.rounds} interleaved rounds on ${name}. Median cost of one, and its ratio to the first column, taken within each round: median [min–max].`;
		await publish('scale', [markdownTable(costs), how, machineLine()], values.write);
	} finally {
		for (const { operations } of all) await operations.close();
		for (const { drop } of opened) await drop();
	}
}
