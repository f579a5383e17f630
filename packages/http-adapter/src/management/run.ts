import { invalidInput, type Latchkey, type Precondition, parseInput } from '@latchkey/core';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { type AdapterOptions, addressOf } from '../options.ts';
import { unreadable } from '../problems/from-error.ts';
import { HttpProblemError } from '../problems/problem.ts';
import { sendProblem } from '../problems/send-problem.ts';
import { requestIdOf } from '../request-id.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { sendJson } from '../send-json.ts';
import { sendLines } from '../send-lines.ts';
import { assertJson, assertSameOrigin } from './guard.ts';
import type { Answer, Operation } from './operation.ts';

const BODY_LIMIT = '64kb';
const parseJson = express.json({ limit: BODY_LIMIT, inflate: false });

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
			const body = operation.body === undefined ? undefined : await bodyOf(request, response);
			const answer = await operation.handle({
				latchkey,
				actor: { ...actor, address: addressOf(options, request) },
				params,
				query,
				body: operation.body === undefined ? undefined : parseInput(operation.body, body),
				ifMatch: operation.takesIfMatch === true ? preconditionOf(request) : undefined,
				accept: request.headers.accept ?? '',
				idempotencyKey: operation.takesIdempotencyKey === true ? idempotencyKeyOf(request) : undefined,
			});
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

/** From the URL itself: how the host has set Express to parse queries must not matter. */
export function queryOf(request: Request): Record<string, string> {
	const { originalUrl } = request;
	const start = originalUrl.indexOf('?');
	const query: Record<string, string> = Object.create(null) as Record<string, string>;
	for (const [name, value] of new URLSearchParams(start < 0 ? '' : originalUrl.slice(start))) {
		if (name in query) throw invalidInput([{ path: [name], message: 'is repeated' }]);
		query[name] = value;
	}
	return query;
}

/** Parsed by Express, unless a parser that the host mounted in front has done it. */
export function bodyOf(request: Request, response: Response): Promise<unknown> {
	// By the headers: something in front may give every request a body.
	const length = request.headers['content-length'] ?? '0';
	if (request.headers['transfer-encoding'] === undefined && Number(length) === 0) return Promise.resolve(undefined);
	if (request.readableEnded) return Promise.resolve(parsedByHost(request.body));
	return new Promise((resolve, reject) => {
		parseJson(request, response, (error?: unknown) => {
			if (error === undefined) resolve(request.body);
			else reject(error);
		});
	});
}

function parsedByHost(body: unknown): unknown {
	if (typeof body !== 'string' && !Buffer.isBuffer(body)) return body;
	try {
		return JSON.parse(body.toString());
	} catch {
		throw unreadable();
	}
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
