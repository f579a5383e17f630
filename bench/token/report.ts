import { type Spread, spread } from '../shared/statistics.ts';
import type { Contender } from './contenders.ts';
import type { LoadResult } from './load/load.ts';
import { type Options, REFERENCE } from './options.ts';

const HEADINGS = [
	'server',
	'requests/s',
	`× ${REFERENCE}`,
	'p50 / p99 ms',
	'failed',
	'RSS MB',
	'start ms',
	'token bytes',
];

/** The table of the comparison, in Markdown. */
export async function markdownTable(contenders: readonly Contender[]): Promise<string> {
	const reference = contenders.filter(({ name }) => name === REFERENCE);
	const rows = await Promise.all(
		contenders.map((contender) => {
			const control = contender === reference[1];
			return row(contender, ratios(contender, control ? reference.slice(0, 1) : reference), control);
		}),
	);
	const rule = HEADINGS.map((_, index) => (index === 0 ? '---' : '--:'));
	return [HEADINGS, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

async function row(contender: Contender, ratio: Spread, control: boolean): Promise<readonly string[]> {
	const { name, results, server, tokenBytes } = contender;
	const of = (field: keyof LoadResult) => spread(results.map((result) => result[field]));
	const failed = results.reduce((sum, result) => sum + result.failed, 0);
	return [
		control ? `${name}, second run (A/A)` : name,
		withRange(of('requestsPerSecond'), thousands),
		withRange(ratio, (value) => value.toFixed(2)),
		`${of('p50Ms').median.toFixed(1)} / ${of('p99Ms').median.toFixed(1)}`,
		String(failed),
		String(Math.round((await server.residentBytes()) / 1_000_000)),
		String(Math.round(server.startMs)),
		String(tokenBytes),
	];
}

/** Round by round, to the mean of the reference's runs in the same round. */
function ratios(contender: Contender, reference: readonly Contender[]): Spread {
	return spread(
		contender.results.map(({ requestsPerSecond }, round) => {
			const runs = reference.map(({ results }) => results[round]?.requestsPerSecond ?? Number.NaN);
			return requestsPerSecond / (runs.reduce((sum, run) => sum + run, 0) / runs.length);
		}),
	);
}

function withRange({ median, min, max }: Spread, format: (value: number) => string): string {
	return `${format(median)} [${format(min)}–${format(max)}]`;
}

function thousands(value: number): string {
	return Math.round(value).toLocaleString('en-GB');
}

/** How to read the table. */
export function explanation({ rounds, seconds, connections, warmUpSeconds }: Options): string {
	return [
		`${rounds} interleaved rounds of ${seconds} s after ${warmUpSeconds} s of warm-up, ${connections} kept-alive`,
		'connections, tokens requested for 1,000 clients in turn; the server on one CPU, the load generator on another.',
		'Median [min–max] of the rounds. The ratio is taken within each round, to the mean of the two runs of',
		`\`${REFERENCE}\`, and in its A/A row to the first run: that row tells how much of a difference is noise. Resident`,
		'memory is taken after the last round; the start is from the process to its first token.',
	].join('\n');
}
