import { durationText } from '../command-line/duration.ts';
import { when } from '../terminal/answer.ts';
import { type Check, check } from './check.ts';

/** Machines of one deployment differ by less. */
const TOLERANCE_MS = 5000;
const FAIL_MS = 60_000;

/** This machine's clock against the newest time that any host wrote down; null where none did. */
export function clockCheck(now: number, newestAt: number | null): Check {
	if (newestAt === null) return check('clock', 'ok', 'nothing in the store tells the time yet');
	const ahead = newestAt - now;
	if (ahead <= TOLERANCE_MS)
		return check('clock', 'ok', `the newest record is of ${when(newestAt)}, and it is ${when(now)}`);
	return check(
		'clock',
		ahead > FAIL_MS ? 'fail' : 'warn',
		`the store holds a record of ${when(newestAt)}, ${durationText(ahead)} from now`,
		'set this clock, or that of the host that wrote it: expiry and leases go by it (chronyc tracking, timedatectl)',
	);
}
