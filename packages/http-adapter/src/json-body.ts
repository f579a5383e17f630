import express, { type Request, type Response } from 'express';
import { unreadable } from './problems/from-error.ts';

const BODY_LIMIT = '64kb';
const parseJson = express.json({ limit: BODY_LIMIT, inflate: false });

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
