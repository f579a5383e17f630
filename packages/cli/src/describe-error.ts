import { LatchkeyError } from '@latchkey/core';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { reasonOf } from './reason-of.ts';

/** An error as it is told: with `--json`, this is the member `error`. */
export interface DescribedError {
	readonly code: string;
	readonly message: string;
	readonly hint: string | null;
}

export interface ErrorAnswer {
	readonly exitCode: ExitCode;
	readonly error: DescribedError;
}

/** What to tell of any error, without a password that it may quote. */
export function describeError(error: unknown): ErrorAnswer {
	if (error instanceof Failure) {
		return answer(error.exitCode, error.code, error.message, error.hint);
	}
	if (error instanceof LatchkeyError) return describeLatchkeyError(error);
	return answer(EXIT.failed, 'failed', error instanceof Error ? error.message : String(error));
}

function describeLatchkeyError(error: LatchkeyError): ErrorAnswer {
	const { code, message, details } = error;
	switch (code) {
		case 'invalid_input': {
			const issues = (details.issues ?? []).map(({ path, message: says }) => `${givenBy(path.join('.'))}: ${says}`);
			return answer(EXIT.usage, code, issues.length === 0 ? message : issues.join('; '));
		}
		case 'store_unavailable': {
			const because = error.cause === undefined ? '' : `: ${reasonOf(error.cause)}`;
			return answer(EXIT.unavailable, code, `${message}${because}`, 'latchkey doctor looks into it');
		}
		case 'conflict':
		case 'outbox_full':
			return answer(EXIT.failed, code, message, 'run it again in a moment; latchkey doctor shows what waits');
		case 'not_found':
			return answer(
				EXIT.failed,
				code,
				message,
				'latchkey applications list and latchkey certificates list show what there is',
			);
		default:
			return answer(EXIT.failed, code, message);
	}
}

function answer(exitCode: ExitCode, code: string, message: string, hint?: string): ErrorAnswer {
	return { exitCode, error: { code, message: withoutPasswords(message), hint: hint ?? null } };
}

/** Where the command line takes what core calls otherwise. */
const OPTIONS: Readonly<Record<string, string>> = {
	name: '--name',
	description: '--description',
	secretExpiresAt: '--expires',
	expiresAt: '--expires',
	overlapMs: '--overlap',
};

function givenBy(path: string): string {
	return Object.hasOwn(OPTIONS, path) ? (OPTIONS[path] ?? path) : path;
}

/** Drivers quote the URL that they were given. */
export function withoutPasswords(text: string): string {
	return text.replace(/([a-z][a-z\d+.-]*:\/\/)[^\s/@]*@/gi, '$1');
}
