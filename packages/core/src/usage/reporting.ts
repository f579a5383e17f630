import type { Clock } from '../ports.ts';
import type { ProcessReport, ProcessRepository } from '../store.ts';
import type { UsageBuffer } from './buffer.ts';

/** A process that has not reported for so long has ended without saying so, and what it held is lost. Milliseconds. */
const PROCESS_FORGOTTEN_MS = 600_000;

/** Writes out the usage that this process saw, and then reports up to when it has done so. */
export interface UsageReporting {
	flush(): Promise<void>;
	/** Writes out the last and takes the process off the list. */
	end(): Promise<void>;
}

export interface UsageReportingParts {
	readonly usage: UsageBuffer;
	readonly processes: ProcessRepository;
	readonly clock: Clock;
	readonly processId: string;
}

export function usageReporting({ usage, processes, clock, processId }: UsageReportingParts): UsageReporting {
	return {
		async flush() {
			// Before what is written is taken out: what comes in meanwhile is not among it.
			const usageWrittenUntil = clock.now();
			if (await usage.flush()) await processes.report({ processId, usageWrittenUntil });
		},
		async end() {
			if (await usage.flush()) await processes.remove([processId]);
		},
	};
}

/** Every use before this is in the store, as far as the processes that still report go. */
export function usageKnownUntil(reports: readonly ProcessReport[], now: number): number {
	const reporting = reports.filter(({ usageWrittenUntil }) => now - usageWrittenUntil < PROCESS_FORGOTTEN_MS);
	return Math.min(now, ...reporting.map(({ usageWrittenUntil }) => usageWrittenUntil));
}

export function forgottenProcesses(reports: readonly ProcessReport[], now: number): string[] {
	return reports
		.filter(({ usageWrittenUntil }) => now - usageWrittenUntil >= 2 * PROCESS_FORGOTTEN_MS)
		.map(({ processId }) => processId);
}
