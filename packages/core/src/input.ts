import type { z } from 'zod';
import { type InputIssue, LatchkeyError } from './errors.ts';

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
const withoutSecrets = (text: string): string => text.replace(SECRET, '[redacted]');

export function invalidInput(issues: readonly InputIssue[]): LatchkeyError {
	const told = issues.slice(0, 20).map(({ path, message }) => ({
		path: path.map((part) => (typeof part === 'string' ? withoutSecrets(part) : part)),
		message: withoutSecrets(message),
	}));
	const summary = told
		.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
		.join('; ');
	return new LatchkeyError('invalid_input', summary, { issues: told });
}
