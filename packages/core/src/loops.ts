import type { Refusals } from './audit/refusals.ts';
import { MINUTE_MS } from './durations.ts';
import type { WorkGauges } from './metrics/standing-work.ts';
import type { Logger, Scheduler } from './ports.ts';
import type { SigningKeys } from './tokens/signing-keys.ts';
import type { UsageReporting } from './usage/reporting.ts';

/** What every process must do for itself, with a worker or without. */
export interface Loops {
	start(): void;
	/** Ends the loops after what is in hand, and writes out what is buffered. */
	stop(): Promise<void>;
}

export interface LoopsParts {
	readonly scheduler: Scheduler;
	readonly logger: Logger;
	readonly usage: UsageReporting;
	readonly usageFlushMs: number;
	readonly signingKeys: Pick<SigningKeys, 'maintain'>;
	readonly refusals: Refusals;
	readonly watchWork: () => Promise<void>;
	readonly workGauges: WorkGauges;
}

const KEYS_MS = MINUTE_MS;
const REFUSALS_MS = 5000;
const WATCH_MS = MINUTE_MS;

export function loops(parts: LoopsParts): Loops {
	const { scheduler, logger, usage, usageFlushMs, signingKeys, refusals, watchWork } = parts;
	let stops: (() => Promise<void>)[] = [];

	const guarded = (name: string, task: () => Promise<void>) => async (): Promise<void> => {
		try {
			await task();
		} catch (error) {
			logger.warn({ error: String(error), loop: name }, 'a background loop failed; it will be tried again');
		}
	};

	return {
		start() {
			if (stops.length > 0) return;
			stops = [
				scheduler.every(usageFlushMs, guarded('usage', usage.flush)),
				scheduler.every(KEYS_MS, guarded('keys', signingKeys.maintain)),
				scheduler.every(REFUSALS_MS, () => refusals.flush()),
				scheduler.every(WATCH_MS, guarded('watch', watchWork)),
			];
			parts.workGauges.start();
		},
		async stop() {
			const ending = stops;
			stops = [];
			parts.workGauges.stop();
			await Promise.all(ending.map((stop) => stop()));
			await guarded('usage', usage.end)();
			await refusals.flush(true);
		},
	};
}
