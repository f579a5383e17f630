import { LatchkeyError, type Logger, OAuthError } from '@latchkey/core';
import { CertificateError } from '../certificates/certificate-error.ts';
import { type ErrorCode, HttpProblemError, retryAfterOf } from './problem.ts';

/** What a caller is told of an error. */
export interface Failure {
	readonly code: ErrorCode;
	readonly detail: string;
	/** What a caller can act on, by the code. */
	readonly members?: object;
	readonly headers: Readonly<Record<string, string>>;
}

/** What any error is to a caller. What is not meant for them stays in the log. */
export function failureFrom(error: unknown, logger: Logger, requestId: string): Failure {
	if (error instanceof LatchkeyError) {
		const headers = retryAfter(retryAfterOf(error.code));
		if (error.code === 'store_unavailable') {
			logger.error({ requestId, error: error.message, cause: String(error.cause) }, 'the store is not available');
			return { code: error.code, detail: 'try again in a moment', headers };
		}
		return { code: error.code, detail: error.message, members: error.details, headers };
	}
	if (error instanceof OAuthError) return oauthFailure(error);
	if (error instanceof HttpProblemError) return { code: error.code, detail: error.message, headers: error.headers };
	if (error instanceof CertificateError) return { code: 'invalid_input', detail: error.message, headers: {} };
	const fault = parserFault(error);
	if (fault !== undefined) return failureFrom(fault, logger, requestId);
	logger.error({ requestId, error: error instanceof Error ? error.stack : String(error) }, 'a request failed');
	return { code: 'internal_error', detail: 'the fault is logged under the request id', headers: {} };
}

/** Of OAuth's codes, the one that says "not now" is only given to who fails too often. */
function oauthFailure({ error, message: detail, retryAfterMs }: OAuthError): Failure {
	if (error !== 'temporarily_unavailable') return { code: error, detail, headers: {} };
	return { code: 'too_many_failures', detail, headers: retryAfter(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
}

function retryAfter(seconds: number | undefined): Readonly<Record<string, string>> {
	return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

export function unreadable(): LatchkeyError {
	return new LatchkeyError('invalid_input', 'the request cannot be read', {
		issues: [{ path: [], message: 'must be well-formed' }],
	});
}

/** What Express and its body parser throw for input that they refuse, by its HTTP status. */
function parserFault(error: unknown): Error | undefined {
	if (!(error instanceof Error) || !('status' in error)) return undefined;
	switch (error.status) {
		case 400:
			return unreadable();
		case 413:
			return new HttpProblemError('payload_too_large', 'the body is larger than is accepted here');
		case 415:
			return new HttpProblemError('unsupported_media_type', 'encoding or character set is not supported');
		default:
			return undefined;
	}
}
