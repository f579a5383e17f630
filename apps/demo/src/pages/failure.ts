import type { Logger } from '@latchkey/core';
import type { ErrorRequestHandler } from 'express';
import { PAGE_HEADERS } from './document.ts';

/** The last of the handlers: whatever went wrong is for the log, and a page with none of it for who asked. */
export function failurePage(logger: Logger): ErrorRequestHandler {
	return (error: unknown, _request, response, next) => {
		const status = statusOf(error);
		if (status === 500) logger.error({ error: String(error) }, 'a page of the demo failed');
		// Half an answer cannot be taken back: express ends the connection.
		if (response.headersSent) return next(error);
		const text = status === 500 ? 'Something went wrong here; the log says what.' : 'This request cannot be taken.';
		response.status(status).set(PAGE_HEADERS).type('text').send(`${text}\n`);
	};
}

/** Parsers of bodies and paths say of a request that it was the caller who erred. */
function statusOf(error: unknown): number {
	const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
	return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
