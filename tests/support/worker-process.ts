import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LatchkeyEvent } from '@latchkey/core';
import { onTestFinished } from 'vitest';
import type { Place } from './places.ts';

export interface WorkerProcessOptions {
	/** When it kills itself, as `dying-worker.ts` has it. */
	readonly diesIn: string;
	/** How far its clock is ahead, and how often it sweeps; milliseconds. */
	readonly aheadMs?: number;
	readonly sweepEveryMs?: number;
	readonly onEvent: (event: LatchkeyEvent) => void;
}

export interface WorkerProcess {
	/** Resolves when it has begun to work, or has died before it could say so. */
	readonly begun: Promise<unknown>;
	/** Resolves when all that it said was heard; to the signal that killed it, if one did. */
	readonly ended: Promise<NodeJS.Signals | null>;
	/** As `kill -9` does. */
	kill(): void;
	/** Asks it to come to an end. */
	end(): void;
}

/** A worker in a process of its own, which ends with the running test. */
export function startWorkerProcess({ data, redisUrl = '-' }: Place, options: WorkerProcessOptions): WorkerProcess {
	const { diesIn, aheadMs = 0, sweepEveryMs = 2000, onEvent } = options;
	const args = [data, redisUrl, diesIn, String(aheadMs), String(sweepEveryMs)];
	const child: ChildProcess = fork(join(import.meta.dirname, 'dying-worker.ts'), args, { execArgv: [] });
	const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(() => child.signalCode);
	const end = (): void => {
		if (child.connected) child.send('end');
	};
	onTestFinished(async () => {
		end();
		await ended;
	});
	child.on('message', ({ event }: { event?: LatchkeyEvent }) => {
		if (event !== undefined) onEvent(event);
	});
	return {
		begun: Promise.race([once(child, 'message'), ended]),
		ended,
		kill: () => void child.kill('SIGKILL'),
		end,
	};
}
