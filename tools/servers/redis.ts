import { connect } from 'node:net';
import { downloadedRedisServer } from './downloaded.ts';
import { findProgram } from './find-program.ts';
import { installPackage } from './install-package.ts';
import { givenServer, ServerUnavailableError, type TestServer, type TestServerOptions } from './test-server.ts';
import { startWatched } from './watched.ts';

const ANSWERS_WITHIN_MS = 5000;

interface RedisOptions extends TestServerOptions {
	/** Whether data survives a kill, as with `appendonly yes`; yes where absent. */
	readonly persistent?: boolean;
}

export async function startRedisServer(options: RedisOptions = {}): Promise<TestServer> {
	const { restartable = false, persistent = true } = options;
	const given = process.env['REDIS_URL'];
	if (given !== undefined && given !== '' && !restartable) return givenRedis(given);
	const path = findProgram('redis-server') ?? (await downloadedRedisServer()) ?? (await installed());
	return startWatched({
		source: 'redis-server',
		program: (port, folder) => ({
			path,
			args: [
				...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
				...['--save', '', '--appendonly', persistent ? 'yes' : 'no'],
			],
		}),
		url: (port) => `redis://127.0.0.1:${port}`,
		answers,
	});
}

async function givenRedis(url: string): Promise<TestServer> {
	// One with a password or with TLS refuses a bare PING, but it is there.
	if ((await ping(url)) === undefined) throw new Error('REDIS_URL is set, but no server answers there');
	return givenServer(url, 'REDIS_URL');
}

async function installed(): Promise<string> {
	try {
		await installPackage('redis-server');
	} catch (error) {
		throw new ServerUnavailableError('redis-server cannot be installed', { cause: error });
	}
	const path = findProgram('redis-server');
	if (path !== undefined) return path;
	throw new ServerUnavailableError(
		'no REDIS_URL, and no redis-server on the PATH or to be downloaded; see docs/test-servers.md',
	);
}

async function answers(url: string): Promise<boolean> {
	return (await ping(url))?.startsWith('+PONG') ?? false;
}

/** What it says, if anything. */
function ping(url: string): Promise<string | undefined> {
	const { hostname, port } = new URL(url);
	return new Promise((resolve) => {
		const socket = connect(Number(port || 6379), hostname, () => socket.write('PING\r\n'));
		socket.setTimeout(ANSWERS_WITHIN_MS, () => socket.destroy());
		socket.once('data', (answer) => {
			resolve(answer.toString());
			socket.destroy();
		});
		socket.once('error', () => resolve(undefined));
		socket.once('close', () => resolve(undefined));
	});
}
