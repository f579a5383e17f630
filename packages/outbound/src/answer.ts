import type { OutboundAnswer } from '@latchkey/core';
import type { Dispatcher } from 'undici';

const READ_BYTES = 64 * 1024;
const USUALLY_KEPT_BYTES = 1024;

/**
 * Reads an answer: what was kept of it, and no more than a bound of the rest, so that the connection can be used again.
 * Nothing is decompressed: a bomb is as long as it came.
 */
export async function readAnswer(
	{ statusCode, headers, body }: Dispatcher.ResponseData,
	keepBytes = USUALLY_KEPT_BYTES,
): Promise<OutboundAnswer> {
	const keep = Math.min(keepBytes, READ_BYTES);
	const kept: Buffer[] = [];
	let read = 0;
	for await (const chunk of body as AsyncIterable<Buffer>) {
		if (read < keep) kept.push(chunk.subarray(0, keep - read));
		read += chunk.length;
		// Leaving the loop ends the connection.
		if (read > READ_BYTES) break;
	}
	return { status: statusCode, headers: joined(headers), bodyStart: Buffer.concat(kept).toString() };
}

function joined(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
		),
	);
}
