import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createHost } from '@latchkey/demo';
import { capturedLogger } from '@latchkey/testing';

/**
 * The demo host in a process of its own, which says how long its event loop was held up and how much memory it takes.
 */
const [folder = '', password = ''] = process.argv.slice(2);
const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000 });
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const { app } = await createHost({ baseUrl, folder, password, logger: capturedLogger() });
server.on('request', app);

const RESOLUTION_MS = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
process.on('message', (question) => {
	switch (question) {
		case 'watch':
			delay.reset();
			return process.send?.(0);
		case 'p99 in ms':
			// What has just held up the loop shows when the next samples are due.
			return setTimeout(() => process.send?.(delay.percentile(99) / 1e6), 3 * RESOLUTION_MS);
		default:
			globalThis.gc?.();
			return process.send?.(process.memoryUsage.rss());
	}
});
process.once('disconnect', () => process.exit(0));
process.send?.(baseUrl);
