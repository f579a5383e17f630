import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export const LINES_TYPE = 'application/x-ndjson';

/**
 * Sends lines as they come, no quicker than they are taken. Throws what the first one throws; a later failure breaks
 * the connection, so that nobody takes a part for the whole.
 */
export async function sendLines(response: ServerResponse, status: number, lines: AsyncIterable<string>): Promise<void> {
	const iterator = lines[Symbol.asyncIterator]();
	let next = await iterator.next();
	async function* all(): AsyncGenerator<string, void> {
		try {
			for (; next.done !== true; next = await iterator.next()) yield next.value;
		} finally {
			await iterator.return?.();
		}
	}
	response.writeHead(status, { 'Content-Type': `${LINES_TYPE}; charset=utf-8` });
	await pipeline(Readable.from(all()), response);
}
