import { durationText } from '../command-line/duration.ts';
import { when } from '../terminal/answer.ts';
import { type Check, check } from './check.ts';

/** Machines of one deployment differ by less. */
const TOLERANCE_MS = 5000;
const FAIL_MS = 60_000;

/** This machine's clock against the newest time that any host wrote down; null where none did. */
export function clockCheck(now: number, newestAt: number | null): Check {
	if (newestAt === null) return check('clock', 'ok', 'the store holds no time to compare this clock with yet');
	const ahead = newestAt - now;
	if (ahead <= TOLERANCE_MS)
		return check('clock', 'ok', `this clock says ${when(now)}, and the newest record is of ${when(newestAt)}`);
	return check(
		'clock',
		ahead > FAIL_MS ? 'fail' : 'warn',
		`the store holds a record of ${when(newestAt)}, ${durationText(ahead)} ahead of this clock`,
		'set this clock, or that of the host that wrote it: expiry and leases depend on it (chronyc tracking, timedatectl)',
	);
}
