import { WORK_LATE_MS } from '@latchkey/core';
import { durationText } from '../command-line/duration.ts';
import { type Check, check } from './check.ts';

/** `nextAt` is when something is due next, or was. */
export function dueWorkCheck(nextAt: number | null, now: number): Check {
	if (nextAt === null) return check('due-work', 'ok', 'nothing is ever due');
	const late = now - nextAt;
	if (late <= 0) return check('due-work', 'ok', `something is due in ${durationText(late)}`);
	if (late <= WORK_LATE_MS) return check('due-work', 'ok', `something has been due for ${durationText(late)}`);
	const summary = `something has been due for ${durationText(late)}`;
	return check(
		'due-work',
		'warn',
		summary,
		'start a worker, or a host that does due work; where one runs, see its log',
	);
}
