import type { IncomingMessage } from 'node:http';
import { OAuthError } from '@latchkey/core';
import { HttpProblemError } from './problems/problem.ts';

/**
 * Reads a body byte by byte, as it was sent. Rejects with `payload_too_large`, or `invalid_request` where it is cut
 * off.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
			reject(tooLarge());
			return;
		}
		const chunks: Buffer[] = [];
		let size = 0;
		request.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > maxBytes) reject(tooLarge());
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

/** The rest of the body is not read, so the connection cannot serve another request. */
function tooLarge(): HttpProblemError {
	return new HttpProblemError('payload_too_large', 'the body is larger than is accepted here', { Connection: 'close' });
}
