import type { Request } from 'express';
import { HttpProblemError } from '../problems/problem.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/**
 * The host's cookies must not be enough: a page of another site can send them along, but cannot hide where the request
 * comes from. Clients that are no browsers send neither header.
 */
export function assertSameOrigin(request: Request, allowedOrigins: readonly string[]): void {
	if (SAFE_METHODS.includes(request.method)) return;
	const { origin, host } = request.headers;
	if (origin !== undefined && allowedOrigins.includes(origin)) return;
	const site = request.headers['sec-fetch-site'];
	const sameSite = site === undefined || site === 'same-origin' || site === 'none';
	if (!sameSite || (origin !== undefined && !isOriginOf(origin, host))) {
		throw new HttpProblemError('cross_origin', 'this call must come from the console itself');
	}
}

/** Whether a page of this origin was served under this `Host`. Both sides are normalised: letters, default ports. */
function isOriginOf(origin: string, host: string | undefined): boolean {
	if (!/^https?:/i.test(origin) || !URL.canParse(origin)) return false;
	const page = new URL(origin);
	const here = `${page.protocol}//${host}`;
	return URL.canParse(here) && new URL(here).host === page.host;
}

/** A form or plain text can be sent across sites without asking; JSON cannot. */
export function assertJson(request: Request): void {
	if (!['POST', 'PUT', 'PATCH'].includes(request.method)) return;
	if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) {
		throw new HttpProblemError('unsupported_media_type', 'send application/json, {} where there is nothing to say');
	}
}
