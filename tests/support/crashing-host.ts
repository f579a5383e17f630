import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

/** A demo host in a process of its own, on one folder through any number of deaths. */
export interface CrashingHost {
	readonly baseUrl: string;
	/** Resolves when it serves, to how long that took in milliseconds. */
	start(): Promise<number>;
	kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
	/** Every line that was logged in any of its lives. */
	log(): readonly Record<string, unknown>[];
}

export async function crashingHost(folder: string): Promise<CrashingHost> {
	const port = await freePort();
	let child: ChildProcess | undefined;
	return {
		baseUrl: `http://127.0.0.1:${port}`,
		async start() {
			const startedAt = performance.now();
			child = fork(join(import.meta.dirname, 'crashing-main.ts'), [String(port), folder]);
			const ended = once(child, 'exit').then(() => {
				throw new Error('the host ended before it served');
			});
			await Promise.race([once(child, 'message'), ended]);
			ended.catch(() => {});
			return performance.now() - startedAt;
		},
		async kill(signal) {
			if (child === undefined) return;
			const exited = once(child, 'exit');
			child.kill(signal);
			await exited;
		},
		log() {
			const lines = readFileSync(join(folder, 'log.jsonl'), 'utf8').split('\n');
			return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
		},
	};
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}
