import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Latchkey, OAuthError, type TokenRequest } from '@latchkey/core';
import { BASIC_CHALLENGE, repeatsAuthorization } from '../authorization.ts';
import { addressOf, type CallerOptions } from '../options.ts';
import { failureFrom } from '../problems/from-error.ts';
import { HttpProblemError, oauthAnswerOf } from '../problems/problem.ts';
import { requestIdOf } from '../request-id.ts';
import { readForm } from './form-body.ts';
import { sharedTurn } from './shared-turn.ts';

/** RFC 6749 §5.1: on every answer with a token, and no other answer is worth keeping either. */
const NO_STORE = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Pragma: 'no-cache' };

/** What a door does with a request; undefined where its answer has no body. */
export type OAuthAction = (request: TokenRequest) => Promise<object | undefined>;

/**
 * A door of RFC 6749 and its kin for `node:http`, with or without Express around it: a form comes in with the
 * credentials of a client, and JSON goes out.
 */
export function oauthHandler(
	latchkey: Latchkey,
	options: CallerOptions,
	lenient: boolean,
	action: OAuthAction,
): RequestListener {
	async function answer(request: IncomingMessage): Promise<object | undefined> {
		if (request.method !== 'POST') {
			throw new HttpProblemError('method_not_allowed', 'the method must be POST', { Allow: 'POST' });
		}
		if (repeatsAuthorization(request)) {
			throw new OAuthError('invalid_request', 'the client must authenticate by one method only');
		}
		const parameters = await readForm(request, lenient);
		await sharedTurn();
		return action({
			authorization: request.headers.authorization,
			parameters,
			address: addressOf(options, request),
			certificate: options.certificateOf(request),
		});
	}

	return (request, response) => {
		answer(request).then(
			(body) => {
				if (body !== undefined) send(response, 200, body);
				else response.writeHead(200, { 'Cache-Control': 'no-store', 'Content-Length': 0 }).end();
			},
			(error: unknown) => {
				const requestId = requestIdOf(request);
				const { code, detail, headers } = failureFrom(error, latchkey.logger, requestId);
				const { status, error: named } = oauthAnswerOf(code);
				const challenge = status === 401 ? { 'WWW-Authenticate': BASIC_CHALLENGE } : {};
				const body = { error: named, error_description: detail };
				send(response, status, body, { ...challenge, ...headers, 'X-Request-Id': requestId });
			},
		);
	};
}

function send(
	response: ServerResponse,
	status: number,
	body: object,
	headers: Readonly<Record<string, string>> = {},
): void {
	const text = JSON.stringify(body);
	response.writeHead(status, { ...NO_STORE, 'Content-Length': Buffer.byteLength(text), ...headers });
	response.end(text);
}
