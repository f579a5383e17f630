import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createHost } from '@latchkey/demo';
import { capturedLogger } from '@latchkey/testing';

/** The demo host in a process of its own, which says how long its event loop was held up and how much memory it takes. */
const [folder = '', password = ''] = process.argv.slice(2);
const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000 });
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const { app } = await createHost({ baseUrl, folder, password, logger: capturedLogger() });
server.on('request', app);

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on('message', (question) => {
	if (question === 'reset') delay.reset();
	globalThis.gc?.();
	process.send?.({ p99Ms: delay.percentile(99) / 1e6, residentBytes: process.memoryUsage.rss() });
});
process.once('disconnect', () => process.exit(0));
process.send?.(baseUrl);
