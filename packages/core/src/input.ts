import type { z } from 'zod';
import { type InputIssue, LatchkeyError } from './errors.ts';
import { holdsSecret } from './leaks/found-secrets.ts';

/** Parses what came from outside, or says what is wrong with it and where. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
	const result = schema.safeParse(input);
	if (result.success) return result.data;
	const issues = result.error.issues.map(
		({ path, message }): InputIssue => ({
			path: path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
			message,
		}),
	);
	throw invalidInput(issues);
}

// A Client Secret, whatever its prefix: pasted into the wrong field, it must not come back in an error that is logged.
const SECRET = /[0-9A-Za-z]{1,16}_[0-9A-Za-z]{38}/g;
/** Longer than anything that we say; what is quoted may be as long as the whole input. */
const MAX_TOLD = 300;

function told(text: string): string {
	const clean = text.replace(SECRET, '[redacted]');
	return holdsSecret(clean) ? '[redacted]' : clean.slice(0, MAX_TOLD);
}

export function invalidInput(issues: readonly InputIssue[]): LatchkeyError {
	const first = issues.slice(0, 20).map(({ path, message }) => ({
		path: path.map((part) => (typeof part === 'string' ? told(part) : part)),
		message: told(message),
	}));
	const summary = first
		.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
		.join('; ');
	return new LatchkeyError('invalid_input', summary, { issues: first });
}
