import type { IncomingMessage } from 'node:http';

const ACCEPTABLE = /^[\w.-]{1,64}$/;

/** The id under which a request is found in the logs: the caller's `X-Request-Id` where it is plain, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
	const given = request.headers['x-request-id'];
	return typeof given === 'string' && ACCEPTABLE.test(given) ? given : crypto.randomUUID();
}
