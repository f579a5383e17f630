import { WORK_LATE_MS } from '@latchkey/core';
import { durationText } from '../command-line/duration.ts';
import { type Check, check } from './check.ts';

/** `nextAt` is when something is due next, or was. */
export function dueWorkCheck(nextAt: number | null, now: number): Check {
	if (nextAt === null) return check('due-work', 'ok', 'no work is due, now or later');
	const late = now - nextAt;
	if (late <= 0) return check('due-work', 'ok', `the next work is due in ${durationText(late)}`);
	const summary = `work has been due for ${durationText(late)}`;
	if (late <= WORK_LATE_MS) return check('due-work', 'ok', summary);
	const advice = 'start a worker, or a host that has one; if one is running, look into its log';
	return check('due-work', 'warn', summary, advice);
}
