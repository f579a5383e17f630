import { EXIT, type ExitCode } from './exit-codes.ts';

export interface FailureDetails {
	/** What to do about it. */
	readonly hint?: string;
	readonly exitCode?: ExitCode;
}

/** An end that the command tells its caller of. */
export class Failure extends Error {
	override readonly name = 'Failure';
	/** Stable, for scripts. */
	readonly code: string;
	readonly hint: string | undefined;
	readonly exitCode: ExitCode;

	constructor(code: string, message: string, { hint, exitCode = EXIT.failed }: FailureDetails = {}) {
		super(message);
		this.code = code;
		this.hint = hint;
		this.exitCode = exitCode;
	}
}

export function usageFailure(message: string, hint?: string): Failure {
	return new Failure('usage', message, { exitCode: EXIT.usage, ...(hint === undefined ? {} : { hint }) });
}
