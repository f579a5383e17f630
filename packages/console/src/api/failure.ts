import type { Problem } from './wire.ts';

/** `away` where no answer came at all; else the last word of the problem's type, such as `limit-reached`. */
export type FailureKind = string;

/** What went wrong with a call, as data that a view can put into words. */
export interface Failure {
	readonly kind: FailureKind;
	readonly problem: Problem | null;
}

/** The one error that the API client throws on purpose. */
export class ApiError extends Error {
	override readonly name = 'ApiError';
	readonly failure: Failure;

	constructor(failure: Failure, options?: ErrorOptions) {
		super(failure.problem?.title ?? failure.kind, options);
		this.failure = failure;
	}
}

export function failureOf(error: unknown): Failure {
	return error instanceof ApiError ? error.failure : { kind: 'broken', problem: null };
}

const PROBLEM_TYPE = 'urn:latchkey:problem:';

/** From an answer that is not a success. What is no problem document came from something in between. */
export async function failedAnswer(response: Response): Promise<ApiError> {
	const problem = await problemOf(response);
	if (problem?.type.startsWith(PROBLEM_TYPE)) {
		return new ApiError({ kind: problem.type.slice(PROBLEM_TYPE.length), problem });
	}
	if (response.status === 401) return new ApiError({ kind: 'unauthenticated', problem: null });
	return new ApiError({ kind: response.status >= 500 ? 'away' : 'broken', problem: null });
}

async function problemOf(response: Response): Promise<Problem | null> {
	try {
		const body: unknown = await response.json();
		return typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string'
			? (body as Problem)
			: null;
	} catch {
		return null;
	}
}
