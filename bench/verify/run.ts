import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { inDirectory } from '../shared/in-directory.ts';
import { machineLine } from '../shared/machine.ts';
import { publish } from '../shared/publish.ts';
import { spread } from '../shared/statistics.ts';
import { prepare } from '../token/latchkey/prepared.ts';

const USAGE = `usage: pnpm --filter @latchkey/bench run verify [options]
  --rounds <n>   measured rounds of a second each (15)
  --write        put the figures into docs/benchmarks.md`;

const ROUND_MS = 1000;
const CHECKS_AT_A_TIME = 1000;
const TOKENS = 100;

const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '15' },
		write: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help)
	process.stdout.write(`${USAGE}
`);
else await inDirectory((directory) => run(directory, Number(values.rounds)));

/**
 * The check behind `requireBearer`, of tokens that it has seen before: expiry, key and revocation are looked at each
 * time.
 */
async function run(folder: string, rounds: number): Promise<void> {
	const { latchkey, authorizations } = await prepare(folder);
	const tokens: string[] = [];
	for (const authorization of authorizations.slice(0, TOKENS)) {
		const issued = await latchkey.tokens.issueLeniently({ authorization, parameters: [], address: '192.0.2.1' });
		tokens.push(issued.access_token);
	}
	const rates: Rates[] = [];
	for (let round = 0; round <= rounds; round++) {
		const measured = await checksASecond(async (token) => {
			await latchkey.tokens.verify(token, ['devices:read'], '192.0.2.1');
		}, tokens);
		// The first one warms up.
		if (round > 0) rates.push(measured);
	}
	await latchkey.close();
	const sections = [
		markdownTable(rates),
		`Over ${rounds} rounds of a second, of ${TOKENS} tokens in turn, by one thread.`,
		`${machineLine()}; load ${loadavg()[0]?.toFixed(0)}`,
	];
	await publish('verify', sections, values.write);
}

interface Rates {
	readonly perSecond: number;
	/** Of the thread's own: what it would be with a core for itself. */
	readonly perCpuSecond: number;
}

async function checksASecond(check: (token: string) => Promise<void>, tokens: readonly string[]): Promise<Rates> {
	const [startedAt, usedBefore] = [performance.now(), process.threadCpuUsage()];
	let checks = 0;
	while (performance.now() - startedAt < ROUND_MS) {
		for (let count = 0; count < CHECKS_AT_A_TIME; count++) {
			await check(tokens[count % tokens.length] ?? '');
			checks += 1;
		}
		// Readings of revocations come in between, as they do in a server.
		await new Promise((resolve) => setImmediate(resolve));
	}
	const { user, system } = process.threadCpuUsage(usedBefore);
	return {
		perSecond: (checks / (performance.now() - startedAt)) * 1000,
		perCpuSecond: (checks / (user + system)) * 1_000_000,
	};
}

function markdownTable(rates: readonly Rates[]): string {
	const row = (name: string, measured: readonly number[]): string => {
		const { median, min, max } = spread(measured);
		const [middle, low, high] = [median, min, max].map((value) => Math.round(value).toLocaleString('en-GB'));
		return `| ${name} | ${middle} | ${low} | ${high} |`;
	};
	return [
		'| checks | median | least | most |',
		'| --- | --: | --: | --: |',
		row(
			'in a second of CPU time',
			rates.map(({ perCpuSecond }) => perCpuSecond),
		),
		row(
			'in a second on this machine as it was',
			rates.map(({ perSecond }) => perSecond),
		),
	].join('\n');
}
