import { invalidInput, LatchkeyError, type Logger } from '@latchkey/core';
import { CertificateError } from '../certificates/certificate-error.ts';
import { HttpProblemError, type ProblemAnswer, problemAnswer } from './problem.ts';

/** Any error as a problem document. What is not meant for the caller stays in the log. */
export function problemFromError(error: unknown, logger: Logger, requestId: string): ProblemAnswer {
	if (error instanceof LatchkeyError) {
		if (error.code === 'store_unavailable') {
			logger.error({ requestId, error: error.message, cause: String(error.cause) }, 'the store is not available');
			return problemAnswer(error.code, 'try again in a moment', { requestId });
		}
		const { message, details } = namedAsOnWire(error);
		return problemAnswer(error.code, message, { requestId, ...details });
	}
	if (error instanceof HttpProblemError) return problemAnswer(error.code, error.message, { requestId });
	if (error instanceof CertificateError) return problemAnswer('invalid_input', error.message, { requestId });
	const fault = parserFault(error);
	if (fault !== undefined) return problemFromError(fault, logger, requestId);
	logger.error({ requestId, error: error instanceof Error ? error.stack : String(error) }, 'a request failed');
	return problemAnswer('internal_error', 'the fault is logged under the request id', { requestId });
}

const PERIOD = /(?<=[a-z])Ms$/;

/**
 * Core counts periods in milliseconds, and its names say so; the wire has them in seconds, under the names without it.
 */
function namedAsOnWire(error: LatchkeyError): LatchkeyError {
	const { issues = [] } = error.details;
	if (!issues.some(({ path }) => path.some((part) => PERIOD.test(String(part))))) return error;
	const named = issues.map(({ path, message }) => ({
		path: path.map((part) => (typeof part === 'string' ? part.replace(PERIOD, '') : part)),
		message,
	}));
	return invalidInput(named);
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
