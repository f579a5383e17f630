import { hash } from 'node:crypto';
import { z } from 'zod';
import { OAuthError } from '../errors.ts';
import { MAX_TOKEN_LENGTH } from '../tokens/jws.ts';
import { ASSERTION_ALGORITHMS, type AssertionAlgorithm } from './public-key.ts';

/** An assertion as it came (RFC 7523 §2.2): nothing of it is proven. */
export interface PresentedAssertion {
	readonly method: 'client_assertion';
	/** Its `sub`. */
	readonly clientId: string;
	/** The compact JWS. */
	readonly assertion: string;
	readonly algorithm: AssertionAlgorithm;
	readonly kid: string | undefined;
	readonly payload: Readonly<Record<string, unknown>>;
}

/** What tells one assertion of a client from its others, and until when it could be presented. */
export interface AssertionUse {
	/** SHA-256 of its `jti`, base64url. */
	readonly digest: string;
	/** Milliseconds since the epoch. */
	readonly expiresAt: number;
}

/** RFC 7523 §2.2. */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const COMPACT_JWS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+$/;
/** By explicit type (RFC 8725 §3.11), no access token, security event or anything else is taken for an assertion. */
const TYPES = ['jwt', 'client-authentication+jwt'];
/** Parameters by which a JWS would bring its own key, or change how it is read (RFC 7515 §4.1). */
const REFUSED_PARAMETERS = ['crit', 'jku', 'jwk', 'x5u', 'x5c'];
const MAX_JTI_LENGTH = 256;
/** How far the clocks of a client may be from ours, in seconds. */
const SKEW_SECONDS = 60;
/** How long before its `exp` an assertion is taken, in seconds: bounds how long it must be remembered. */
const MAX_LIFETIME_SECONDS = 300;

const headerSchema = z.looseObject({
	alg: z.string(),
	typ: z.string().optional(),
	kid: z.string().optional(),
});
const partiesSchema = z.looseObject({ iss: z.string(), sub: z.string() });
const claimsSchema = z.object({
	aud: z.union([z.string(), z.tuple([z.string()]).transform(([only]) => only)]),
	exp: z.number(),
	nbf: z.number().optional(),
	iat: z.number().optional(),
	jti: z.string().min(1).max(MAX_JTI_LENGTH),
});

/** Reads what is in the form (RFC 7521 §4.2). Throws `invalid_request` and `invalid_client`. */
export function presentedAssertion(form: ReadonlyMap<string, string>): PresentedAssertion {
	const type = form.get('client_assertion_type');
	const assertion = form.get('client_assertion');
	if (type === undefined || assertion === undefined) {
		throw new OAuthError('invalid_request', 'client_assertion and client_assertion_type go together');
	}
	if (type !== ASSERTION_TYPE)
		throw new OAuthError('invalid_client', `client_assertion_type must be ${ASSERTION_TYPE}`);
	const parts = assertion.length <= MAX_TOKEN_LENGTH ? COMPACT_JWS.exec(assertion) : null;
	const header = headerSchema.safeParse(decoded(parts?.[1])).data;
	const payload = partiesSchema.safeParse(decoded(parts?.[2])).data;
	if (header === undefined || payload === undefined) {
		throw new OAuthError('invalid_client', 'the client assertion is malformed');
	}
	const { iss, sub } = payload;
	if (iss !== sub) throw new OAuthError('invalid_client', 'iss and sub of the client assertion must be the Client ID');
	const clientId = form.get('client_id') ?? sub;
	if (clientId !== sub) throw new OAuthError('invalid_request', 'client_id is not the client that authenticates');
	return { method: 'client_assertion', clientId, assertion, ...checkedHeader(header), payload };
}

function checkedHeader(header: z.output<typeof headerSchema>): Pick<PresentedAssertion, 'algorithm' | 'kid'> {
	const { alg, typ = 'JWT', kid } = header;
	const algorithm = ASSERTION_ALGORITHMS.find((allowed) => allowed === alg);
	if (algorithm === undefined) {
		throw new OAuthError('invalid_client', `the client assertion must be signed by ${ASSERTION_ALGORITHMS.join(', ')}`);
	}
	// RFC 7515 §4.1.9: "application/" may be left out, and case says nothing.
	if (!TYPES.includes(typ.toLowerCase().replace(/^application\//, ''))) {
		throw new OAuthError('invalid_client', 'the typ of the client assertion is not accepted');
	}
	const refused = REFUSED_PARAMETERS.find((name) => Object.hasOwn(header, name));
	if (refused !== undefined) throw new OAuthError('invalid_client', `the client assertion must not have ${refused}`);
	return { algorithm, kid };
}

function decoded(part: string | undefined): unknown {
	try {
		return JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
	} catch {
		return undefined;
	}
}

/**
 * Whether an assertion whose signature is good is for us and for now (RFC 7523 §3), by the second. Throws
 * `invalid_client`, and tells what is wrong: who hears it holds the key.
 */
export function assertionUse(
	payload: PresentedAssertion['payload'],
	audiences: readonly string[],
	nowMs: number,
): AssertionUse {
	const { data: claims } = claimsSchema.safeParse(payload);
	if (claims === undefined) throw refused('needs aud (one), exp and jti, each once and of its type');
	const { aud, exp, nbf, iat, jti } = claims;
	const now = nowMs / 1000;
	if (!audiences.includes(aud))
		throw refused('is for somebody else: its aud must be the issuer, as the metadata has it');
	if (exp + SKEW_SECONDS <= now) throw refused('has expired');
	if (exp - SKEW_SECONDS > now + MAX_LIFETIME_SECONDS)
		throw refused(`must expire within ${MAX_LIFETIME_SECONDS} seconds`);
	if (Math.max(nbf ?? 0, iat ?? 0) - SKEW_SECONDS > now) throw refused('is of the future');
	const expiresAt = Math.ceil((exp + SKEW_SECONDS) * 1000);
	return { digest: hash('sha256', jti, 'base64url'), expiresAt };
}

function refused(fault: string): OAuthError {
	return new OAuthError('invalid_client', `the client assertion ${fault}`);
}
