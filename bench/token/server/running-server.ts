import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type Offer, READY } from './announce.ts';
import { requestToken } from './check.ts';

const SERVER_CPU = '0';

export interface RunningServer {
	readonly port: number;
	readonly offer: Offer;
	/** From the start of the process to its first token. */
	readonly startMs: number;
	/** Resident memory now, read from outside so that the server does no work for it. */
	residentBytes(): Promise<number>;
	stop(): Promise<void>;
}

export interface StartOptions {
	readonly file: string;
	readonly port: number;
	readonly directory: string;
	readonly nodeOptions?: readonly string[];
}

/** Starts a server pinned to the first CPU, its thread pool included. */
export async function startServer({ file, port, directory, nodeOptions = [] }: StartOptions): Promise<RunningServer> {
	const startedAt = performance.now();
	const server = [process.execPath, '--conditions=built', ...nodeOptions, file, String(port), directory];
	const child = spawn('taskset', ['-c', SERVER_CPU, ...server], {
		stdio: ['ignore', 'pipe', 'inherit'],
		env: { ...process.env, NODE_ENV: 'production' },
	});
	try {
		const offer = await readOffer(child, file);
		await requestToken(port, offer);
		const startMs = performance.now() - startedAt;
		return { port, offer, startMs, residentBytes: () => residentBytes(child.pid), stop: () => stop(child) };
	} catch (error) {
		await stop(child);
		throw error;
	}
}

async function stop(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const exited = once(child, 'exit');
	child.kill('SIGTERM');
	await exited;
}

async function readOffer(child: ChildProcess, file: string): Promise<Offer> {
	if (child.stdout === null) throw new Error('the server has no stdout');
	const failed = once(child, 'error').then(([error]) => {
		throw new Error('taskset is needed to pin the server', { cause: error });
	});
	return Promise.race([failed, firstOffer(child.stdout, file)]);
}

async function firstOffer(stdout: NodeJS.ReadableStream, file: string): Promise<Offer> {
	const lines = createInterface({ input: stdout });
	for await (const line of lines) {
		// Whatever else it may print must not fill the pipe and stop it.
		if (line.startsWith(READY)) return drained(stdout, JSON.parse(line.slice(READY.length)) as Offer);
	}
	throw new Error(`${file} ended before it was ready`);
}

function drained<T>(stdout: NodeJS.ReadableStream, value: T): T {
	setImmediate(() => stdout.resume());
	return value;
}

async function residentBytes(pid: number | undefined): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
	if (kilobytes === undefined) throw new Error(`the resident memory of process ${pid} cannot be read`);
	return Number(kilobytes) * 1024;
}
