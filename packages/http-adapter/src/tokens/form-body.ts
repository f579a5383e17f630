import type { IncomingMessage } from 'node:http';
import { OAuthError } from '@latchkey/core';
import { readBody } from '../bounded-body.ts';

/** Far more than any token request needs. */
const MAX_FORM_BYTES = 16_384;
const MAX_PARAMETERS = 32;
const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;
const REPLACEMENT = '\uFFFD';

export type FormParameters = readonly (readonly [string, string])[];

/** Reads a form of bounded size, repeated parameters as they came. Throws `invalid_request` and `payload_too_large`. */
export async function readForm(request: IncomingMessage, lenient: boolean): Promise<FormParameters> {
	const parsed = parsedByHost(request);
	if (parsed !== undefined) return parsed;
	const body = await readBody(request, MAX_FORM_BYTES);
	const type = request.headers['content-type'];
	if (lenient ? body.length === 0 : type === undefined && body.length === 0) return [];
	if (type !== undefined ? !FORM.test(type) : !lenient) throw notAForm();
	return parseForm(body);
}

/** A body parser that the host mounted in front has drained the stream: what it parsed is taken as it is. */
function parsedByHost(request: IncomingMessage): FormParameters | undefined {
	if (!request.readableEnded || !('body' in request)) return undefined;
	const { body } = request;
	if (Buffer.isBuffer(body)) return parseForm(body);
	if (typeof body === 'string') return parseForm(Buffer.from(body));
	if (!FORM.test(request.headers['content-type'] ?? '') && Object.keys(body ?? {}).length > 0) throw notAForm();
	return Object.entries(body ?? {}).flatMap(([name, value]) => {
		const values: unknown[] = Array.isArray(value) ? value : [value];
		return values.map((one) => {
			if (typeof one !== 'string') throw notAForm();
			return [name, one] as const;
		});
	});
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function parseForm(body: Uint8Array): FormParameters {
	let text: string;
	try {
		text = decoder.decode(body);
	} catch {
		throw new OAuthError('invalid_request', 'the form is not UTF-8');
	}
	const parameters = [...new URLSearchParams(text)];
	if (parameters.length > MAX_PARAMETERS) throw new OAuthError('invalid_request', 'the form has too many parameters');
	for (const [name, value] of parameters) {
		// URLSearchParams puts this character where percent-encoded bytes are not UTF-8.
		if (name.includes(REPLACEMENT) || value.includes(REPLACEMENT)) {
			throw new OAuthError('invalid_request', 'the form is not UTF-8');
		}
	}
	return parameters;
}

function notAForm(): OAuthError {
	return new OAuthError('invalid_request', 'the content type must be application/x-www-form-urlencoded');
}
