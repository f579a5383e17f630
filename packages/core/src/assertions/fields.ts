import { z } from 'zod';
import { endpointUrlSchema } from '../notifications/fields.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';

/** So many keys are registered with one application, at most. */
const MAX_PUBLIC_KEYS = 10;

const jwkSchema = z.looseObject({ kty: z.string() }).superRefine((jwk, context) => {
	const read = readPublicKey(jwk);
	if ('fault' in read) context.addIssue(read.fault);
});

/** A JWK Set (RFC 7517 §5) of public keys, none twice and none called as another is. */
export const jwksSchema = z
	.looseObject({ keys: z.array(jwkSchema).max(MAX_PUBLIC_KEYS) })
	.superRefine(({ keys }, context) => {
		const read = keys.flatMap(publicKeysOf);
		for (const member of ['kid', 'thumbprint'] as const) {
			if (new Set(read.map((key) => key[member])).size < read.length) {
				context.addIssue({ code: 'custom', path: ['keys'], message: `two keys have the same ${member}` });
			}
		}
	});

/** Where a JWK Set is fetched from. */
export const jwksUriSchema = endpointUrlSchema;

/** Of what `jwksSchema` has taken. */
export function publicKeysIn({ keys }: z.output<typeof jwksSchema>): readonly PublicKey[] {
	return keys.flatMap(publicKeysOf);
}

function publicKeysOf(jwk: Readonly<Record<string, unknown>>): readonly PublicKey[] {
	const read = readPublicKey(jwk);
	return 'key' in read ? [read.key] : [];
}
