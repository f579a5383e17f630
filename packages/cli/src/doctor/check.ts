/**
 * - `ok`: as it should be.
 * - `warn`: it works, and somebody should look.
 * - `fail`: something does not work, or soon will not.
 * - `skip`: it could not be looked at.
 */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** What one check found. */
export interface Check {
	/** Stable, for scripts. */
	readonly id: 'store' | 'schema' | 'keys' | 'clock' | 'outbox' | 'due-work';
	readonly status: CheckStatus;
	readonly summary: string;
	/** What to do; null where there is nothing to do. */
	readonly advice: string | null;
}

export function check(id: Check['id'], status: CheckStatus, summary: string, advice: string | null = null): Check {
	return { id, status, summary, advice };
}

const WORST: readonly CheckStatus[] = ['fail', 'warn', 'skip', 'ok'];

export function worstOf(checks: readonly Check[]): CheckStatus {
	return WORST.find((status) => checks.some((one) => one.status === status)) ?? 'ok';
}
