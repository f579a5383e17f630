import { join } from 'node:path';
import { CACHE } from './cache.ts';
import { oneAtATime } from './one-at-a-time.ts';

const REACHED_WITHIN_MS = 3000;

/** A server's program that a package of others downloads, and compiles where it must. */
interface Download {
	readonly name: string;
	/** Where it is downloaded from: asked first, since the packages try for long where a network is closed. */
	readonly from: string;
	/** Resolves to the program in this folder, downloaded unless it is there already. */
	program(folder: string): Promise<string>;
}

export const MONGOD: Download = {
	name: 'mongod',
	from: 'https://fastdl.mongodb.org/',
	async program(downloadDir) {
		const { MongoBinary } = await import('mongodb-memory-server-core');
		return MongoBinary.getPath({ downloadDir });
	},
};

export const REDIS_SERVER: Download = {
	name: 'redis-server',
	from: 'https://download.redis.io/',
	async program(downloadDir) {
		const { RedisBinary } = await import('redis-memory-server');
		return RedisBinary.getPath({ downloadDir });
	},
};

/** The program, if it can be downloaded here; looked for once in each process. */
export const downloadedMongod = once(() => downloaded(MONGOD));
export const downloadedRedisServer = once(() => downloaded(REDIS_SERVER));

export async function downloaded(download: Download): Promise<string | undefined> {
	if (!(await isReachable(download.from))) return undefined;
	try {
		const folder = join(CACHE, download.name);
		return await oneAtATime(join(CACHE, `${download.name}.lock`), () => download.program(folder));
	} catch (error) {
		// It is one way of several: the ones that follow say what is wrong if none of them serves.
		console.error(`${download.name} cannot be downloaded: ${String(error)}`);
		return undefined;
	}
}

async function isReachable(url: string): Promise<boolean> {
	try {
		await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(REACHED_WITHIN_MS) });
		return true;
	} catch {
		return false;
	}
}

function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
	let result: Promise<Result> | undefined;
	return () => {
		result ??= work();
		return result;
	};
}
