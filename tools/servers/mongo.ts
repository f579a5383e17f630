import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { buildMongoServer } from './build-mongo-server.ts';
import { downloadedMongod } from './downloaded.ts';
import { findProgram } from './find-program.ts';
import { givenServer, ServerUnavailableError, type TestServer, type TestServerOptions } from './test-server.ts';
import { startWatched, type ToWatchdog } from './watched.ts';

/** MongoDB where there is one, else FerretDB. The databases in it are the caller's to name and to drop. */
export async function startMongoServer({ restartable = false }: TestServerOptions = {}): Promise<TestServer> {
	const given = process.env['MONGODB_URL'];
	if (given !== undefined && given !== '' && !restartable) return givenMongo(given);
	const mongod = findProgram('mongod') ?? (await downloadedMongod());
	if (mongod !== undefined) return start('mongod', (port, folder) => mongodAt(mongod, port, folder));
	const built = await mongoServerProgram();
	return start('tools/mongo-server', (port, folder) => ({
		path: built,
		args: ['-port', String(port), '-data', join(folder, 'data')],
	}));
}

async function givenMongo(url: string): Promise<TestServer> {
	if (!(await answers(url, 10_000))) throw new Error('MONGODB_URL is set, but no server answers there');
	return givenServer(url, 'MONGODB_URL');
}

async function mongoServerProgram(): Promise<string> {
	const go = findProgram('go');
	if (go === undefined) {
		throw new ServerUnavailableError(
			'no MONGODB_URL, no mongod on the PATH or to be downloaded, and no Go to build tools/mongo-server with; see docs/test-servers.md',
		);
	}
	try {
		return await buildMongoServer(go);
	} catch (error) {
		throw new ServerUnavailableError('tools/mongo-server cannot be built', { cause: error });
	}
}

function mongodAt(path: string, port: number, folder: string): ToWatchdog {
	const data = join(folder, 'data');
	mkdirSync(data, { recursive: true });
	return {
		path,
		args: ['--port', String(port), '--bind_ip', '127.0.0.1', '--dbpath', data, '--nounixsocket', '--quiet'],
	};
}

function start(source: string, program: (port: number, folder: string) => ToWatchdog): Promise<TestServer> {
	return startWatched({
		source,
		program,
		url: (port) => `mongodb://127.0.0.1:${port}/`,
		answers: (url) => answers(url, 200),
	});
}

async function answers(url: string, withinMs: number): Promise<boolean> {
	const client = new MongoClient(url, { serverSelectionTimeoutMS: withinMs });
	try {
		await client.db('admin').command({ ping: 1 });
		return true;
	} catch {
		return false;
	} finally {
		await client.close();
	}
}
