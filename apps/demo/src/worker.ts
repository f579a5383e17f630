import { resolve } from 'node:path';
import { nodeRuntime } from '@latchkey/runtime-node';
import { bullQueue, startWorker } from '@latchkey/worker';
import { pino } from 'pino';
import { addressOf } from './address.ts';
import { openLatchkey } from './platform.ts';
import { mongoPlace } from './store.ts';

const redisUrl = process.env['REDIS_URL'];
const folder = resolve(process.env['LATCHKEY_DATA'] ?? 'data');
const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination({ sync: true }));

try {
	if (redisUrl === undefined) throw new Error('REDIS_URL is not set; without Redis the demo does this work by itself');
	const runtime = nodeRuntime();
	const latchkey = await openLatchkey({
		baseUrl: addressOf(process.env).baseUrl,
		folder,
		mongodb: mongoPlace(process.env),
		logger,
		metricsPort: process.env['METRICS_PORT'],
	});
	await latchkey.start();
	const worker = startWorker(latchkey, { ...runtime, queue: bullQueue({ ...runtime, redisUrl, logger }) });
	const stop = async (): Promise<void> => {
		await worker.close();
		await latchkey.close();
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	process.stdout.write('The worker is at work.\n');
} catch (error) {
	process.stderr.write(`The worker cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}
