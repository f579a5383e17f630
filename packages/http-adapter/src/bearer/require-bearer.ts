import { BearerError, type BearerIdentity, type Latchkey } from '@latchkey/core';
import type { Request, RequestHandler, Response } from 'express';
import { repeatsAuthorization } from '../authorization.ts';
import { addressOf, type CallerOptions } from '../options.ts';
import { problemOf } from '../problems/problem.ts';
import { sendProblem } from '../problems/send-problem.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { PROBLEM_TYPE, sendJson } from '../send-json.ts';

/** Lets a request in whose bearer token carries every one of these privileges (RFC 6750). */
export type RequireBearer = (...privileges: readonly string[]) => RequestHandler;

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

const identities = new WeakMap<object, BearerIdentity>();

/** Who called. Throws where no `requireBearer` let the request in. */
export function bearerIdentity(request: Request): BearerIdentity {
	const identity = identities.get(request);
	if (identity === undefined) throw new Error('requireBearer is not in front of this route');
	return identity;
}

export function bearerGuard(latchkey: Latchkey, options: CallerOptions): RequireBearer {
	return (...privileges) =>
		async (request, response, next) => {
			try {
				if (repeatsAuthorization(request)) {
					throw new BearerError('invalid_request', 'the Authorization header is repeated');
				}
				identities.set(request, await verifyBearer(latchkey, options, request, privileges));
			} catch (error) {
				if (error instanceof BearerError) sendBearerError(error, privileges, response);
				else sendProblem(error, request, response, latchkey, {});
				return;
			}
			next();
		};
}

/** Throws `BearerError` and `CertificateError`. */
export async function verifyBearer(
	latchkey: Latchkey,
	options: CallerOptions,
	request: Request,
	privileges: readonly string[],
): Promise<BearerIdentity> {
	const token = tokenOf(request.headers.authorization);
	const certificate = options.certificateOf(request);
	return await latchkey.tokens.verify(token, privileges, addressOf(options, request), certificate);
}

export function sendBearerError(error: BearerError, privileges: readonly string[], response: Response): void {
	const problem = problemOf(error.error, error.message);
	response.set({ ...SECURITY_HEADERS, 'WWW-Authenticate': challenge(error, privileges) });
	sendJson(response, problem.status, problem, PROBLEM_TYPE);
}

function tokenOf(authorization: string | undefined): string {
	if (authorization === undefined || !/^Bearer(?:\s|$)/i.test(authorization)) {
		throw new BearerError('missing_token', 'a bearer token is needed');
	}
	const token = BEARER.exec(authorization)?.[1];
	if (token === undefined) throw new BearerError('invalid_request', 'the Authorization header is malformed');
	return token;
}

/** RFC 6750 §3: a request without a token is told no error code. */
function challenge({ error, message }: BearerError, privileges: readonly string[]): string {
	const scope = privileges.length > 0 ? `, scope="${privileges.join(' ')}"` : '';
	if (error === 'missing_token') return `Bearer realm="latchkey"${scope}`;
	return `Bearer realm="latchkey", error="${error}", error_description="${message}"${error === 'insufficient_scope' ? scope : ''}`;
}
