import type { IncomingMessage } from 'node:http';
import type { Latchkey, LeakVerdict } from '@latchkey/core';
import type { IRouter } from 'express';
import { readBody } from '../bounded-body.ts';
import type { AdapterOptions } from '../options.ts';
import { refuseOtherMethods } from '../problems/refuse-other-methods.ts';
import { sendProblem } from '../problems/send-problem.ts';
import { requestIdOf } from '../request-id.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { sendJson } from '../send-json.ts';

const PATH = '/v1/leaks';
/** A thousand finds with long URLs. */
const MAX_BYTES = 1_048_576;

/** Where scanners report secrets that they found, in the form of GitHub's secret scanning partner programme. */
export function mountLeaks(router: IRouter, latchkey: Latchkey, options: AdapterOptions): void {
	router.post(PATH, async (request, response) => {
		response.set({ ...SECURITY_HEADERS, 'X-Request-Id': requestIdOf(request) });
		try {
			const verdicts = await latchkey.leaks.receive({
				keyIdentifier: headerOf(request, 'github-public-key-identifier'),
				signature: headerOf(request, 'github-public-key-signature'),
				body: await signedBody(request),
			});
			sendJson(response, 200, verdicts.map(verdictOnWire));
		} catch (error) {
			sendProblem(error, request, response, latchkey, options);
		}
	});
	refuseOtherMethods(router, PATH, ['POST'], latchkey, options);
}

/** The very bytes: what a body parser in front made of them has lost its signature, unless it kept them. */
async function signedBody(request: IncomingMessage): Promise<Uint8Array> {
	if (!request.readableEnded) return readBody(request, MAX_BYTES);
	const kept: readonly unknown[] = [
		'rawBody' in request ? request.rawBody : undefined,
		'body' in request ? request.body : undefined,
	];
	const bytes = kept.find((body) => body instanceof Uint8Array);
	if (bytes !== undefined) return bytes;
	throw new Error('a body parser in front has taken the bytes that are signed: keep them as request.rawBody');
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
	const value = request.headers[name];
	return Array.isArray(value) ? value.join(', ') : value;
}

function verdictOnWire({ token, type, label }: LeakVerdict): object {
	return { token_raw: token, token_type: type, label };
}
