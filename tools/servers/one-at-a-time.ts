import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

const ASK_EVERY_MS = 200;

/** Runs while no other process runs under the same lock file. The system frees the lock of a process that dies. */
export async function oneAtATime<Result>(lockFile: string, work: () => Promise<Result>): Promise<Result> {
	const lock = new DatabaseSync(lockFile);
	try {
		while (!acquired(lock)) await delay(ASK_EVERY_MS);
		return await work();
	} finally {
		lock.close();
	}
}

function acquired(lock: DatabaseSync): boolean {
	try {
		lock.exec('BEGIN EXCLUSIVE');
		return true;
	} catch (error) {
		const isBusy = error instanceof Error && /locked/.test(error.message);
		if (!isBusy) throw error;
		return false;
	}
}
