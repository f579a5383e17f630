import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { nodeRuntime } from '@latchkey/runtime-node';
import { platformApi } from '../rotation/platform-api.ts';
import { timeline } from '../rotation/timeline.ts';
import { receiver } from './receiver.ts';

const USAGE = `An EMM system beside the demo: it adds an application for itself, asks to be notified of what happens to it, and
takes up every new secret by itself. Rotate its secret on the page, and watch.

usage: npm run demo:emm -- [options]
  --platform <url>   where the demo is reached (http://127.0.0.1:3000)
  --port <n>         where notifications come in, on 127.0.0.1 (any that is free)
The demo's password is taken from DEMO_PASSWORD (demo).
`;
const WORK_EVERY_MS = 5000;

const { values } = parseArgs({
	options: {
		platform: { type: 'string', default: 'http://127.0.0.1:3000' },
		port: { type: 'string', default: '0' },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) process.stdout.write(USAGE);
else
	await run().catch((error: unknown) => {
		process.stderr.write(`The EMM cannot start: ${String(error)}\nIs the demo running? npm start\n`);
		process.exitCode = 1;
	});

async function run(): Promise<void> {
	const { clock, scheduler } = nodeRuntime();
	const tell = timeline(clock, (line) => process.stdout.write(`${line}\n`));
	const api = platformApi(values.platform, process.env['DEMO_PASSWORD'] ?? 'demo');
	const { clientId, ...secret } = await api.addApplication('EMM');
	const signingSecret = Promise.withResolvers<string>();
	const { app, work } = receiver({ api, clientId, secret, signingSecret: signingSecret.promise, tell });
	const server = createServer(app);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(Number(values.port), '127.0.0.1', resolve);
	});
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notifications`;
	const added = await api.addEndpoint({ url, clientId });
	signingSecret.resolve(added.signingSecret);
	tell('ready', `${clientId} is notified at ${url}`);
	const stopWorking = scheduler.every(WORK_EVERY_MS, work);
	const stop = async (): Promise<void> => {
		await stopWorking();
		server.close();
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}
