import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { inDirectory } from '../shared/in-directory.ts';
import { machineLine } from '../shared/machine.ts';
import { publish } from '../shared/publish.ts';
import { spread } from '../shared/statistics.ts';
import { startPageHost } from './host.ts';
import { timeViews, type ViewTimes } from './views.ts';

const USAGE = `usage: pnpm --filter @latchkey/bench run page [options]
  --rounds <n>    rounds of every view, interleaved (9)
  --chromium <p>  the browser (/usr/bin/chromium)
  --write         put the table into docs/benchmarks.md
The module of the page must be built.`;

const SIZES = [10, 1000];
const SLOWDOWNS = [1, 4];

const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '9' },
		chromium: { type: 'string', default: '/usr/bin/chromium' },
		write: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) process.stdout.write(`${USAGE}\n`);
else await inDirectory(run);

async function run(directory: string): Promise<void> {
	const host = await startPageHost(join(directory, 'latchkey.db'), SIZES);
	const browser = await chromium.launch({ executablePath: values.chromium, args: ['--no-sandbox'] });
	const rows = SIZES.flatMap((size) => SLOWDOWNS.map((slowdown) => ({ size, slowdown, times: [] as ViewTimes[] })));
	try {
		for (let round = 0; round < Number(values.rounds); round++) {
			for (const { size, slowdown, times } of rows) {
				times.push(await timeViews(browser, { url: host.pageOf(size), size, slowdown }));
			}
		}
		const table = [
			'| applications in the domain | CPU | first view ms | next page ms | search ms |',
			'| --: | --- | --: | --: | --: |',
			...rows.map(({ size, slowdown, times }) => {
				const cells = [
					times.map(({ firstView }) => firstView),
					times.map(({ nextPage }) => nextPage).filter((time) => time !== null),
					times.map(({ search }) => search),
				].map(told);
				const speed = slowdown === 1 ? 'this one' : `${slowdown} × slower`;
				return `| ${size.toLocaleString('en-GB')} | ${speed} | ${cells.join(' | ')} |`;
			}),
		].join('\n');
		const how = `${values.rounds} interleaved rounds, each in a browser context of its own, which has nothing of the page. Median [min–max].`;
		const machine = machineLine(`Chromium ${browser.version()}`);
		await publish('page', [table, moduleLine(), how, machine], values.write);
	} finally {
		await browser.close();
		await host.close();
	}
}

function moduleLine(): string {
	const file = createRequire(import.meta.url).resolve('@latchkey/console');
	const module = readFileSync(file);
	const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
	return `The module: ${kilobytes(module.byteLength)}, ${kilobytes(gzipSync(module, { level: 9 }).byteLength)} gzipped.`;
}

function told(times: readonly number[]): string {
	if (times.length === 0) return '–';
	const { median, min, max } = spread(times.map(Math.round));
	return `${median} [${min}–${max}]`;
}
