import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Task } from './child.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

export interface Child<Result> {
	/** Lets the child go on, and resolves to what it did when it has ended. */
	go(): Promise<Result>;
}

/** Starts a child; resolves when it is ready. */
export async function startChild<Result>(task: Task, file: string): Promise<Child<Result>> {
	const child = fork(CHILD, [task, file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
	onTestFinished(() => {
		child.kill();
	});
	const ended = once(child, 'exit').then(([code]) => {
		throw new Error(`the child ended too early, with code ${String(code)}`);
	});
	// It ends in any case; that matters only to whoever still waits for it to say something.
	ended.catch(() => undefined);
	await Promise.race([once(child, 'message'), ended]);
	return {
		async go() {
			const answer = once(child, 'message');
			const exit = once(child, 'exit');
			child.send('go');
			const [{ result }] = (await Promise.race([answer, ended])) as [{ readonly result: Result }];
			await exit;
			return result;
		},
	};
}

export function startChildren<Result>(count: number, task: Task, file: string): Promise<Child<Result>[]> {
	return Promise.all(Array.from({ length: count }, () => startChild<Result>(task, file)));
}
