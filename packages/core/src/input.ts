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

export function invalidInput(issues: readonly InputIssue[]): LatchkeyError {
	const told = issues.slice(0, 20);
	const summary = told
		.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
		.join('; ');
	return new LatchkeyError('invalid_input', summary, { issues: told });
}
