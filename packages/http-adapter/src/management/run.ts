import { type Latchkey, type Precondition, parseInput } from '@latchkey/core';
import type { Request, RequestHandler, Response } from 'express';
import { bodyOf } from '../json-body.ts';
import { type AdapterOptions, addressOf } from '../options.ts';
import { HttpProblemError } from '../problems/problem.ts';
import { sendProblem } from '../problems/send-problem.ts';
import { queryOf } from '../query.ts';
import { requestIdOf } from '../request-id.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { sendJson } from '../send-json.ts';
import { sendLines } from '../send-lines.ts';
import { assertJson, assertSameOrigin } from './guard.ts';
import type { Answer, Operation } from './operation.ts';
import { rethrowAsOnWire } from './wire-names.ts';

/** Runs one operation: guards, parses, calls, maps. */
export function runOperation(operation: Operation, latchkey: Latchkey, options: AdapterOptions): RequestHandler {
	return async (request, response) => {
		const requestId = requestIdOf(request);
		response.set({ ...SECURITY_HEADERS, 'X-Request-Id': requestId });
		try {
			assertSameOrigin(request, options.allowedOrigins ?? []);
			assertJson(request);
			const actor = await options.authenticate(request);
			if (actor === undefined) throw new HttpProblemError('unauthenticated', 'sign in first');
			const params = parseInput(operation.params, request.params);
			const query = parseInput(operation.query, queryOf(request));
			const body = parseInput(operation.body, await bodyOf(request, response));
			const asked = {
				latchkey,
				actor: { ...actor, address: addressOf(options, request) },
				params,
				query,
				body,
				ifMatch: operation.takesIfMatch === true ? preconditionOf(request) : undefined,
				accept: request.headers.accept ?? '',
				idempotencyKey: operation.takesIdempotencyKey === true ? idempotencyKeyOf(request) : undefined,
			};
			const answer = await operation.handle(asked).catch(rethrowAsOnWire);
			await sendAnswer(answer, request, response, options);
		} catch (error) {
			// Too late for another answer: the connection is broken by now.
			if (response.headersSent) latchkey.logger.warn({ requestId, error: String(error) }, 'an answer was cut short');
			else sendProblem(error, request, response, latchkey, options);
		}
	};
}

async function sendAnswer(
	{ status, body, lines, headers = {}, location }: Answer,
	request: Request,
	response: Response,
	{ baseUrl }: AdapterOptions,
): Promise<void> {
	response.set(headers);
	if (location !== undefined) response.set('Location', `${baseUrl ?? request.baseUrl}${location}`);
	if (lines !== undefined) await sendLines(response, status, lines);
	else if (body === undefined) response.status(status).end();
	else sendJson(response, status, body);
}

/** RFC 9110 §13.1.1. Weak validators never match strongly, so they are left out. */
function preconditionOf(request: Request): Precondition {
	const header = request.headers['if-match'];
	if (header === undefined) return undefined;
	if (header.trim() === '*') return '*';
	return header.split(',').map((tag) => tag.trim());
}

function idempotencyKeyOf(request: Request): string | undefined {
	const key = request.headers['idempotency-key'];
	return Array.isArray(key) ? key.join(', ') : key;
}
