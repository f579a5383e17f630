import { LatchkeyError, type Store } from '@latchkey/core';
import { describeError } from '../describe-error.ts';
import type { Session } from '../session.ts';
import { counted } from '../terminal/counted.ts';
import { type Check, check } from './check.ts';
import { clockCheck } from './clock-check.ts';
import { dueWorkCheck } from './due-work-check.ts';
import { keyCheck } from './key-check.ts';
import { outboxCheck, readBacklog } from './outbox-check.ts';

/** Looks at an open store; changes nothing. `currentKeyId` is undefined where no keys were given. */
export async function examine(
	{ latchkey, store }: Session,
	now: number,
	currentKeyId: string | undefined,
): Promise<Check[]> {
	return [
		await guarded('store', async () => {
			await store.ping();
			const count = await store.transfer.count('applications');
			return check(
				'store',
				'ok',
				`it answers, and holds ${counted(count, 'client application')}, removed ones included`,
			);
		}),
		await guarded('keys', async () => {
			if (currentKeyId === undefined) {
				return check('keys', 'skip', 'no keys were given', 'name the key file by --keys or LATCHKEY_KEYS');
			}
			return keyCheck(await latchkey.inspectKeys(), currentKeyId);
		}),
		await guarded('clock', async () => clockCheck(now, await newestTime(store))),
		await guarded('outbox', async () => outboxCheck(await readBacklog(store.outbox), now)),
		await guarded('due-work', async () => dueWorkCheck(await store.dueWork.nextAt(), now)),
	];
}

/** One check that fails leaves the others to run. */
async function guarded(id: Check['id'], run: () => Promise<Check>): Promise<Check> {
	try {
		return await run();
	} catch (error) {
		const { message, hint } = describeError(error).error;
		const unavailable = error instanceof LatchkeyError && error.code === 'store_unavailable';
		return check(id, 'fail', message, unavailable ? 'is the server, or the disk, all right?' : hint);
	}
}

/** Times are looked for where hosts write them often, and where few records must be read. */
async function newestTime(store: Store): Promise<number | null> {
	const { newestAt } = await readBacklog(store.outbox);
	const keys = await store.hostKeys.list();
	const times = [...keys.map(({ createdAt }) => createdAt), ...(newestAt === null ? [] : [newestAt])];
	let after: string | undefined;
	do {
		const page = await store.transfer.read('policies', after, 500);
		times.push(...page.records.map(({ policy }) => policy.updatedAt));
		after = page.next ?? undefined;
	} while (after !== undefined);
	return times.reduce<number | null>((newest, time) => Math.max(newest ?? time, time), null);
}
