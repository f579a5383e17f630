import type { IncomingMessage } from 'node:http';

/** How a client may authenticate (RFC 7617). */
export const BASIC_CHALLENGE = 'Basic realm="latchkey", charset="UTF-8"';

/**
 * Whether a request names its credentials more than once (RFC 9110 §5.3 allows it once). Node keeps the first, and a
 * gateway in front may have looked at the last.
 */
export function repeatsAuthorization({ rawHeaders }: IncomingMessage): boolean {
	let seen = 0;
	for (let index = 0; index < rawHeaders.length; index += 2) {
		const name = rawHeaders[index] ?? '';
		if (name.length === 13 && name.toLowerCase() === 'authorization') seen += 1;
	}
	return seen > 1;
}
