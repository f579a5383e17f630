import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Offer } from '../server/announce.ts';

const LOAD_CPU = '1';

export interface LoadOptions {
	readonly port: number;
	readonly offer: Offer;
	readonly connections: number;
	readonly seconds: number;
	/** For what the generator reads. */
	readonly directory: string;
}

export interface LoadResult {
	readonly requestsPerSecond: number;
	readonly p50Ms: number;
	readonly p99Ms: number;
	/** Answers that were no success, and requests that were not answered. */
	readonly failed: number;
}

/** A load generator in a process of its own: one thread, requests for many clients in turn, as fast as they return. */
export interface LoadGenerator {
	readonly version: string;
	run(options: LoadOptions): Promise<LoadResult>;
}

/** Runs a program pinned to the second CPU and returns its stdout. */
export async function runPinned(command: readonly string[]): Promise<string> {
	const child = spawn('taskset', ['-c', LOAD_CPU, ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
	const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
	if (code !== 0) throw new Error(`${command[0]} ended with ${code}: ${output}`);
	return output;
}
