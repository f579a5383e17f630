import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { LoadResult } from './load/load.ts';
import { type Options, REFERENCE, serverFile } from './options.ts';
import { checkServer } from './server/check.ts';
import { type RunningServer, startServer } from './server/running-server.ts';

const FIRST_PORT = 18_100;
/** The first start also lays what a server keeps on disk. */
const STARTS = 3;

/** One server of the comparison, and what was measured of it. */
export interface Contender {
	readonly name: string;
	readonly server: RunningServer;
	readonly tokenBytes: number;
	/** In the order of the rounds. */
	readonly results: LoadResult[];
}

/** The names that run: the reference twice, so that the table tells how far two runs of the same server differ. */
function contenderNames({ servers }: Options): readonly string[] {
	const [reference = REFERENCE, ...others] = servers;
	return [reference, ...others, REFERENCE];
}

/**
 * Starts every server, one after the other, for `work`, and stops them whatever comes of it. All stay up for all of
 * it, idle but for the one under load.
 */
export async function withContenders(
	options: Options,
	directory: string,
	work: (contenders: readonly Contender[]) => Promise<void>,
): Promise<void> {
	const contenders: Contender[] = [];
	try {
		for (const [index, server] of contenderNames(options).entries()) {
			contenders.push(await startContender(server, FIRST_PORT + index, join(directory, String(index))));
		}
		await work(contenders);
	} finally {
		await Promise.all(contenders.map(({ server }) => server.stop()));
	}
}

async function startContender(name: string, port: number, directory: string): Promise<Contender> {
	await mkdir(directory, { recursive: true });
	const start = () => startServer({ file: serverFile(name), port, directory });
	for (let earlier = 1; earlier < STARTS; earlier++) await (await start()).stop();
	const server = await start();
	try {
		const { tokenBytes } = await checkServer(port, server.offer);
		return { name: basename(name, '.ts'), server, tokenBytes, results: [] };
	} catch (error) {
		await server.stop();
		throw error;
	}
}
