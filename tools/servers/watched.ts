import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';
import type { TestServer } from './test-server.ts';

const WATCHDOG = fileURLToPath(new URL('./watchdog.ts', import.meta.url));
const ANSWERS_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 20;
const KEPT_OUTPUT = 4000;

/** What the watchdog is told to run. */
export interface ToWatchdog {
	readonly path: string;
	readonly args: readonly string[];
}

export type FromWatchdog = { readonly pid: number } | { readonly ended: string };

interface Watched {
	readonly source: string;
	readonly program: (port: number, folder: string) => ToWatchdog;
	readonly url: (port: number) => string;
	/** Whether the server at that URL answers by now. */
	readonly answers: (url: string) => Promise<boolean>;
}

/** A server of our own on a free port, with a scratch folder. */
export async function startWatched({ source, program, url: urlOf, answers }: Watched): Promise<TestServer> {
	const port = await freePort();
	const url = urlOf(port);
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-server-'));
	// In a process group of its own, an interrupt from the keyboard leaves it to the run to end it.
	const watchdog = fork(WATCHDOG, [folder], {
		execArgv: [],
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
	});
	const gone = once(watchdog, 'exit');
	const output = lastOutput(watchdog);
	let pid: number | undefined;
	watchdog.on('message', (message: FromWatchdog) => {
		if ('ended' in message) pid = undefined;
	});

	async function run(): Promise<void> {
		watchdog.send(program(port, folder));
		const [first] = (await once(watchdog, 'message')) as [FromWatchdog];
		if ('ended' in first) throw new Error(`${source} did not start: ${first.ended}`);
		pid = first.pid;
		const deadline = performance.now() + ANSWERS_WITHIN_MS;
		while (!(await answers(url))) {
			if (pid === undefined) throw new Error(`${source} ended at its start: ${output()}`);
			if (performance.now() > deadline) throw new Error(`${source} does not answer: ${output()}`);
			await delay(ASK_EVERY_MS);
		}
	}

	function signal(name: NodeJS.Signals): void {
		if (pid === undefined) throw new Error(`${source} does not run`);
		process.kill(pid, name);
	}

	async function kill(): Promise<void> {
		if (pid === undefined) return;
		const ended = once(watchdog, 'message');
		signal('SIGKILL');
		await ended;
	}

	async function stop(): Promise<void> {
		if (watchdog.connected) watchdog.disconnect();
		await gone;
	}

	await run().catch(async (error: unknown) => {
		await stop();
		throw error;
	});
	return {
		url,
		source,
		kill,
		async restart() {
			await kill();
			await run();
		},
		freeze() {
			signal('SIGSTOP');
			if (pid !== undefined) while (someThreadRuns(pid));
		},
		thaw: () => signal('SIGCONT'),
		stop,
	};
}

/** A signal is sent before it has its effect: until then a thread may still answer. Only Linux tells. */
function someThreadRuns(pid: number): boolean {
	const threads = `/proc/${pid}/task`;
	if (!existsSync(threads)) return false;
	return readdirSync(threads).some(
		(thread) => !/^\d+ \(.*\) [TtZX]/s.test(readFileSync(`${threads}/${thread}/stat`, 'utf8')),
	);
}

function lastOutput(child: ChildProcess): () => string {
	let text = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.on('data', (chunk: Buffer) => {
			text = (text + chunk.toString()).slice(-KEPT_OUTPUT);
		});
	}
	return () => text.trim() || 'it said nothing';
}
