import { z } from 'zod';
import { descriptionSchema } from '../applications/fields.ts';
import { EVENT_TYPES } from '../events/schemas.ts';
import { holdsSecret, SECRET_PASTED } from '../leaks/found-secrets.ts';

const MAX_URL_LENGTH = 2048;

/** An `http:` or `https:` URL without user name, password and fragment; as the WHATWG URL standard writes it. */
export const endpointUrlSchema = z
	.string()
	.max(MAX_URL_LENGTH, { abort: true })
	.trim()
	.refine((text) => URL.canParse(text), { error: 'must be a URL', abort: true })
	.refine((text) => !holdsSecret(text), SECRET_PASTED)
	.overwrite((text) => new URL(text).href)
	.refine((text) => ['https:', 'http:'].includes(new URL(text).protocol), 'must be an https URL')
	.refine(
		(text) => new URL(text).username === '' && new URL(text).password === '',
		'must hold no user name or password',
	)
	.refine((text) => !text.includes('#'), 'must have no fragment');

/** A set: order and repetition say nothing. Null for every type. */
export const eventTypesSchema = z
	.array(z.enum(EVENT_TYPES))
	.min(1)
	.max(EVENT_TYPES.length)
	.overwrite((types) => [...new Set(types)].sort())
	.nullable();

export const endpointFieldSchemas = {
	url: endpointUrlSchema,
	description: descriptionSchema,
	eventTypes: eventTypesSchema,
};

/** Of a URL, what others are told: in the path or the query, many systems expect a key of theirs. */
export function toldOrigin(url: string): string {
	return new URL(url).origin;
}
