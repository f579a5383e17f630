import type { IncomingMessage } from 'node:http';
import { OAuthError } from '@latchkey/core';

/** A body larger than is read here: to be answered 413 without reading on. */
export class BodyTooLargeError extends Error {
	override readonly name = 'BodyTooLargeError';
}

/**
 * Reads a body byte by byte, as it was sent. Rejects with `BodyTooLargeError`, or `invalid_request` where it is cut
 * off.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
			reject(new BodyTooLargeError());
			return;
		}
		const chunks: Buffer[] = [];
		let size = 0;
		request.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > maxBytes) reject(new BodyTooLargeError());
			else chunks.push(chunk);
		});
		request.on('end', () =>
			resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
		);
		request.on('error', reject);
		request.on('close', () => {
			if (!request.complete) reject(new OAuthError('invalid_request', 'the request was cut off'));
		});
	});
}
