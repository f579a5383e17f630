import { resolve } from 'node:path';
import { pino } from 'pino';
import { addressOf } from './address.ts';
import { greeting } from './greeting.ts';
import { createHost } from './host.ts';
import { mongoPlace } from './store.ts';
import { serverFor, tlsFiles } from './transport.ts';

const folder = resolve(process.env['LATCHKEY_DATA'] ?? 'data');
const password = process.env['DEMO_PASSWORD'] ?? 'demo';
// An event counts as relayed once it is logged, so a line must be out before the call returns, whatever happens then.
const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination({ sync: true }));

try {
	const { host, port, baseUrl } = addressOf(process.env);
	const tls = tlsFiles(process.env);
	const { app, close } = await createHost({
		baseUrl,
		folder,
		mongodb: mongoPlace(process.env),
		password,
		logger,
		redisUrl: process.env['REDIS_URL'],
		metricsPort: process.env['METRICS_PORT'],
		...(tls === undefined ? {} : { mutualTls: {} }),
	});
	const server = serverFor(app, tls);
	const stop = (): void => {
		server.close(async () => {
			await close();
		});
		server.closeIdleConnections();
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	server.once('error', async (error: NodeJS.ErrnoException) => {
		const reason =
			error.code === 'EADDRINUSE' ? `port ${port} is taken; choose another: PORT=3001 npm start` : error.message;
		process.stderr.write(`The demo cannot serve: ${reason}\n`);
		process.exitCode = 1;
		await close();
	});
	server.listen(port, host, () => process.stdout.write(greeting(baseUrl, password, tls?.cert)));
} catch (error) {
	process.stderr.write(`The demo cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}
