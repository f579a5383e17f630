import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

/** The server that all others are divided by. */
export const REFERENCE = 'bare';
const SERVERS = join(import.meta.dirname, 'servers');
// As it is published: stripping types takes memory that no deployment pays for.
const BUILT_SERVERS = join(import.meta.dirname, '../dist/token/servers');

export interface Options {
	readonly rounds: number;
	readonly seconds: number;
	readonly warmUpSeconds: number;
	readonly connections: number;
	/** Names of files in `servers/`, or paths of other files that keep to the same protocol. */
	readonly servers: readonly string[];
	/** Into docs/benchmarks.md as well. */
	readonly write: boolean;
	/** The one server to profile instead of measuring. */
	readonly profile: string | undefined;
}

export const USAGE = `usage: pnpm --filter @latchkey/bench run token [options]
  --rounds <n>        measured rounds of every server, interleaved (5)
  --seconds <n>       of load for each server in a round (5)
  --warm-up <n>       seconds of load before the first round (3)
  --connections <n>   kept alive (32)
  --only <a,b>        these servers beside the reference; a path measures a file of your own
  --write             put the table into docs/benchmarks.md
  --profile <server>  run one server under --cpu-prof and list where the time goes`;

export function readOptions(args: readonly string[]): Options | undefined {
	const { values } = parseArgs({
		args: [...args],
		options: {
			rounds: { type: 'string', default: '5' },
			seconds: { type: 'string', default: '5' },
			'warm-up': { type: 'string', default: '3' },
			connections: { type: 'string', default: '32' },
			only: { type: 'string' },
			write: { type: 'boolean', default: false },
			profile: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return undefined;
	const others = values.only?.split(',') ?? serverNames();
	return {
		rounds: positiveInteger('rounds', values.rounds),
		seconds: positiveInteger('seconds', values.seconds),
		warmUpSeconds: positiveInteger('warm-up', values['warm-up']),
		connections: positiveInteger('connections', values.connections),
		servers: [REFERENCE, ...others.filter((name) => name !== REFERENCE)],
		write: values.write,
		profile: values.profile,
	};
}

export function serverFile(server: string): string {
	return server.includes('/') ? server : join(BUILT_SERVERS, `${server}.js`);
}

function serverNames(): readonly string[] {
	return readdirSync(SERVERS).map((file) => basename(file, '.ts'));
}

function positiveInteger(name: string, text: string): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 1) throw new TypeError(`--${name} must be a whole number from 1`);
	return value;
}
