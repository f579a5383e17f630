import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startRedisServer } from '../../tools/servers/redis.ts';
import { inDirectory } from '../shared/in-directory.ts';
import { machineLine, versionOf } from '../shared/machine.ts';
import { publish } from '../shared/publish.ts';
import { plainBullMq } from './bullmq.ts';
import { bare, type Contender } from './contenders.ts';
import { latchkeyOn } from './latchkey.ts';
import { markdownTable, measure } from './measure.ts';
import { startReceiver } from './running-receiver.ts';

const USAGE = `usage: pnpm --filter @latchkey/bench run deliver [options]
  --count <n>        notifications in each round (4000)
  --rounds <n>       measured rounds of every contender, interleaved (7)
  --concurrency <n>  requests of bare, and jobs of BullMQ, at a time (32)
  --write            put the table into docs/benchmarks.md`;

const { values } = parseArgs({
	options: {
		count: { type: 'string', default: '4000' },
		rounds: { type: 'string', default: '7' },
		concurrency: { type: 'string', default: '32' },
		write: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) process.stdout.write(`${USAGE}\n`);
else await inDirectory(run);

async function run(directory: string): Promise<void> {
	const [count, rounds, concurrency] = [Number(values.count), Number(values.rounds), Number(values.concurrency)];
	// Written to the disk every second, which is what BullMQ asks for.
	const redis = await startRedisServer({ restartable: true });
	const receiver = await startReceiver();
	const { url } = receiver;
	const contenders: Contender[] = [
		bare(url, concurrency),
		await latchkeyOn(join(directory, 'in-process.db'), url),
		await latchkeyOn(join(directory, 'redis.db'), url, redis.url),
		plainBullMq(url, redis.url, concurrency),
	];
	try {
		const progress = (line: string): void => void process.stderr.write(`${line}\n`);
		const speeds = await measure(contenders, { count, rounds, taken: receiver.taken, progress });
		const how = `${count.toLocaleString('en-GB')} notifications in each of ${rounds} interleaved rounds, to 64 endpoints in 16 domains, of 8 applications each; the receiver is a process of its own. Median [min–max]; ratios are taken within each round.`;
		const machine = `${machineLine(versionOf('bullmq'), versionOf('undici'))}; load ${loadavg()[0]?.toFixed(0)}`;
		await publish('deliver', [markdownTable(speeds), how, machine], values.write);
	} finally {
		for (const contender of contenders) await contender.close();
		await receiver.stop();
		await redis.stop();
	}
}
