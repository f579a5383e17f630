import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeRuntime } from '@latchkey/runtime-node';
import { pino } from 'pino';
import { createHost } from '../host.ts';
import { demonstration } from './demonstrate.ts';
import { fastTime } from './fast-time.ts';
import { platformApi } from './platform-api.ts';
import { tallyLine } from './tally.ts';
import { timeline } from './timeline.ts';

const SPEED = 60;
const PASSWORD = 'demo';
/** In seconds. No old secret is taken for left before twice as long. */
const TOKEN_LIFETIME = 180;

const write = (line: string): void => {
	process.stdout.write(`${line}\n`);
};
const folder = mkdtempSync(join(tmpdir(), 'latchkey-rotation-'));
const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const time = fastTime(nodeRuntime(), SPEED);

write(`One rotation, on a host whose time runs ${SPEED} times as fast: its minutes are seconds.\n`);
const shown = demonstration({ ...time, api: platformApi(baseUrl, PASSWORD), tell: timeline(time.clock, write) });
const host = await createHost({
	baseUrl,
	folder,
	password: PASSWORD,
	logger: pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination({ dest: 2, sync: true })),
	ports: time,
	tokenLifetimeSeconds: TOKEN_LIFETIME,
	onEvent: shown.hear,
});
server.on('request', host.app);
try {
	const tally = await shown.run();
	for (const failure of tally.failures) process.stderr.write(`${failure}\n`);
	if (tally.failures.length > 0) process.exitCode = 1;
	write(`\n${tallyLine(tally)}`);
} catch (error) {
	process.stderr.write(`The rotation cannot be shown: ${String(error)}\n`);
	process.exitCode = 1;
} finally {
	await new Promise((resolve) => {
		server.close(resolve);
		server.closeAllConnections();
	});
	await host.close();
	rmSync(folder, { recursive: true, force: true });
}
