import type { ServerResponse } from 'node:http';

/**
 * Sends JSON by Node itself: Express would give every answer an `ETag` of its own, also a problem, and none of these
 * answers is to be cached.
 */
export function sendJson(
	response: ServerResponse,
	status: number,
	body: object,
	contentType = 'application/json; charset=utf-8',
): void {
	const text = JSON.stringify(body);
	response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(text) });
	response.end(text);
}

export const PROBLEM_TYPE = 'application/problem+json';
