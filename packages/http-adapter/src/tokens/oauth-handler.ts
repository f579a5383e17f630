import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Latchkey, OAuthError, StoreUnavailableError, type TokenRequest } from '@latchkey/core';
import { repeatsAuthorization } from '../authorization.ts';
import { BodyTooLargeError } from '../bounded-body.ts';
import { CertificateError } from '../certificates/certificate-error.ts';
import { addressOf, type CallerOptions } from '../options.ts';
import { requestIdOf } from '../request-id.ts';
import { readForm } from './form-body.ts';
import { sharedTurn } from './shared-turn.ts';

/** What goes wrong at a token door, as RFC 6749 §5.2 writes it. */
interface OAuthFailure {
	readonly status: number;
	readonly error: string;
	readonly description: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/** RFC 6749 §5.1: on every answer with a token, and no other answer is worth keeping either. */
const NO_STORE = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Pragma: 'no-cache' };
const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="latchkey", charset="UTF-8"' };

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
		if (request.method !== 'POST') throw new MethodError();
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
				const failure = failureOf(error);
				if (failure.status >= 500) {
					const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
					latchkey.logger.error({ requestId: requestIdOf(request), error: cause }, 'a token request failed');
				}
				const { status, error: code, description, headers } = failure;
				send(response, status, { error: code, error_description: description }, headers);
			},
		);
	};
}

class MethodError extends Error {}

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

function failureOf(error: unknown): OAuthFailure {
	if (error instanceof OAuthError) return oauthFailure(error);
	if (error instanceof CertificateError) {
		return { status: 400, error: 'invalid_request', description: error.message };
	}
	if (error instanceof MethodError) {
		return {
			status: 405,
			error: 'invalid_request',
			description: 'the method must be POST',
			headers: { Allow: 'POST' },
		};
	}
	if (error instanceof BodyTooLargeError) {
		// The rest of the body is not read, so the connection cannot serve another request.
		const headers = { Connection: 'close' };
		return { status: 413, error: 'invalid_request', description: 'the form is too large', headers };
	}
	if (error instanceof StoreUnavailableError) {
		const headers = { 'Retry-After': '2' };
		return { status: 503, error: 'temporarily_unavailable', description: 'try again in a moment', headers };
	}
	return { status: 500, error: 'server_error', description: 'something went wrong; it is logged' };
}

function oauthFailure({ error, message: description, retryAfterMs }: OAuthError): OAuthFailure {
	switch (error) {
		case 'invalid_client':
			return { status: 401, error, description, headers: CHALLENGE };
		case 'temporarily_unavailable': {
			const headers = { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
			return { status: 429, error, description, headers };
		}
		default:
			return { status: 400, error, description };
	}
}
