import type { Latchkey } from '@latchkey/core';
import type { Request, Response } from 'express';
import type { AdapterOptions } from '../options.ts';
import { requestIdOf } from '../request-id.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { PROBLEM_TYPE, sendJson } from '../send-json.ts';
import { failureFrom } from './from-error.ts';
import { problemOf } from './problem.ts';

/** Answers any error by a problem document (RFC 9457). */
export function sendProblem(
	error: unknown,
	request: Request,
	response: Response,
	{ logger }: Latchkey,
	options: Pick<AdapterOptions, 'challenge'>,
): void {
	const requestId = String(response.getHeader('X-Request-Id') ?? requestIdOf(request));
	const { code, detail, members, headers } = failureFrom(error, logger, requestId);
	const problem = problemOf(code, detail, { requestId, ...members });
	response.set({ ...SECURITY_HEADERS, 'X-Request-Id': requestId, ...headers });
	if (problem.status === 401) response.set('WWW-Authenticate', challengeOf(request, options));
	sendJson(response, problem.status, problem, PROBLEM_TYPE);
}

const SESSION_CHALLENGE = 'Session realm="latchkey"';

/** A script in a page gets no challenge that makes the browser ask for a password over the page. */
function challengeOf(request: Request, { challenge = SESSION_CHALLENGE }: Pick<AdapterOptions, 'challenge'>): string {
	const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
	// Only browsers say from which site a request comes.
	return site === undefined || mode === 'navigate' ? challenge : SESSION_CHALLENGE;
}
