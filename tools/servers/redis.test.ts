import { connect } from 'node:net';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { startRedisServer } from './redis.ts';
import { ServerUnavailableError } from './test-server.ts';

const redis = inject('redis');

afterEach(() => {
	vi.unstubAllEnvs();
});

function say(url: string, command: string): Promise<string> {
	const { hostname, port } = new URL(url);
	return new Promise((resolve, reject) => {
		const socket = connect(Number(port), hostname, () => socket.write(`${command}\r\n`));
		socket.once('data', (answer) => {
			resolve(answer.toString());
			socket.destroy();
		});
		socket.once('error', reject);
	});
}

describe.skipIf('missing' in redis)('a Redis server for tests', () => {
	it.each([
		{ persistent: true, kept: '$3\r\none\r\n' },
		{ persistent: false, kept: '$-1\r\n' },
	])('keeps its data through a kill where it is persistent: $persistent', async ({ persistent, kept }) => {
		const server = await startRedisServer({ restartable: true, persistent });
		expect(await say(server.url, 'SET thing one')).toBe('+OK\r\n');
		await server.kill();
		await server.restart();
		expect(await say(server.url, 'GET thing')).toBe(kept);
		await server.stop();
	});

	it('is the one of REDIS_URL where that is set, which is not ours to stop', async () => {
		const server = await startRedisServer({ restartable: true });
		vi.stubEnv('REDIS_URL', server.url);
		const given = await startRedisServer();
		expect(given).toMatchObject({ url: server.url, source: 'REDIS_URL' });
		await expect(given.restart()).rejects.toThrow('not ours');
		await given.stop();
		expect(await say(server.url, 'PING')).toBe('+PONG\r\n');
		await server.stop();
	});
});

describe('where no Redis server can be had', () => {
	it('is unavailable with what would help', async () => {
		vi.stubEnv('REDIS_URL', '');
		vi.stubEnv('PATH', '/nowhere');
		const refused = startRedisServer();
		await expect(refused).rejects.toThrow(ServerUnavailableError);
		await expect(refused).rejects.toThrow(/REDIS_URL.*redis-server/);
	});
});
