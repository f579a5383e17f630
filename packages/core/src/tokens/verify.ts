import { hash } from 'node:crypto';
import type { JWTHeaderParameters } from 'jose';
import { JOSEError, JWTExpired } from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import { z } from 'zod';
import { tenantOfClientId } from '../applications/client-id.ts';
import { addressAllowed } from '../applications/source-ranges.ts';
import { certificateThumbprint } from '../certificates/thumbprint.ts';
import { BearerError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { sameTenant } from '../tenants/tenant.ts';
import { CREDENTIAL_CLAIMS, namedCredential } from './credential.ts';
import { MAX_TOKEN_LENGTH } from './jws.ts';
import type { Revocations, TokenOrigin } from './revocations.ts';
import type { CheckedTokenSettings } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Who calls the platform's API with a bearer token. */
export interface BearerIdentity extends TokenOrigin {
	readonly tenant: Tenant;
	readonly scopes: readonly string[];
	/** Where it might come from when it was issued: `sourceRange`s, anywhere where empty. */
	readonly allowedAddresses: readonly string[];
	/** The `x5t#S256` of the certificate that it is bound to (RFC 8705 §3.1); null where it is bound to none. */
	readonly certificateThumbprint: string | null;
	/** The resource servers that it is for. */
	readonly audience: readonly string[];
	/** Milliseconds since the epoch. */
	readonly issuedAt: number;
	/** Milliseconds since the epoch. */
	readonly expiresAt: number;
}

export interface TokenVerifier {
	/**
	 * Checks a token, that it carries every one of `privileges` (RFC 9068 §4, RFC 6750 §3.1), that it comes from where
	 * its application may come from, and where it is bound to a certificate, over a connection of that one (RFC 8705 §3):
	 * `certificate` is the DER of what the caller has proven to hold. Throws `BearerError`, and `store_unavailable` where
	 * nobody can say whether the token was revoked.
	 */
	verify(
		token: string,
		privileges: readonly string[],
		address: string | undefined,
		certificate?: Uint8Array,
	): Promise<BearerIdentity>;
}

export interface TokenInspector {
	/** Whatever resource server it is for; undefined where it is no token of ours, or opens nothing any more. */
	inspect(token: string): Promise<BearerIdentity | undefined>;
}

/** What was verified, and by which key. */
interface Verified {
	readonly identity: BearerIdentity;
	readonly kid: string;
	/** Whether it is for the host's own resource server. */
	readonly ours: boolean;
}

export interface TokenVerifierParts {
	readonly signingKeys: Pick<SigningKeys, 'verificationKey' | 'knows'>;
	readonly revocations: Revocations;
	readonly clock: Clock;
	readonly settings: CheckedTokenSettings;
	readonly clientIdPrefix: string;
}

const MAX_CACHED = 10_000;
const ANYWHERE: readonly string[] = [];

const claimsSchema = z.object({
	sub: z.string(),
	client_id: z.string(),
	exp: z.int(),
	iat: z.int(),
	aud: z.union([z.string(), z.array(z.string())]),
	jti: z.string(),
	scope: z.string(),
	customer_id: z.string(),
	domain_id: z.string(),
	token_epoch: z.int(),
	allowed_addresses: z.array(z.string()).optional(),
	// Strict: a token that is bound by something else too must not pass without it.
	cnf: z.strictObject({ 'x5t#S256': z.string() }).optional(),
});

export function tokenVerifier(parts: TokenVerifierParts): TokenVerifier & TokenInspector {
	const { signingKeys, revocations, clock, settings, clientIdPrefix } = parts;
	// Signatures that were good stay good: time, revocations and whether the key is still trusted are looked at again.
	// Keyed by digest, so that a dump of memory is not a list of tokens. What came first goes first, not what was used
	// least recently: to note each use costs 6 to 15 % of the checks in a second of CPU time (bench/verify, in turn).
	const verified = new Map<string, Verified>();
	const audiences = [settings.audience, ...settings.resources];

	function remember(key: string, found: Verified): void {
		verified.set(key, found);
		const [oldest] = verified.keys();
		if (verified.size > MAX_CACHED && oldest !== undefined) verified.delete(oldest);
	}

	async function check(token: string): Promise<Verified> {
		const { payload, protectedHeader } = await jwtVerify(token, keyFor, {
			issuer: settings.issuer,
			audience: audiences,
			typ: 'at+jwt',
			algorithms: ['ES256', 'EdDSA', 'RS256'],
			requiredClaims: ['exp', 'iat', 'jti'],
			currentDate: new Date(clock.now()),
		});
		const claims = claimsSchema.parse(payload);
		const tenant = { customerId: claims.customer_id, domainId: claims.domain_id };
		const named = tenantOfClientId(claims.client_id, clientIdPrefix);
		if (claims.sub !== claims.client_id || named === undefined || !sameTenant(named, tenant)) throw invalidToken();
		const credentialId = namedCredential(payload);
		if (credentialId === undefined) throw invalidToken();
		if (CREDENTIAL_CLAIMS.client_certificate in payload && claims.cnf === undefined) throw invalidToken();
		const audience = typeof claims.aud === 'string' ? [claims.aud] : claims.aud;
		const identity = {
			tenant,
			clientId: claims.client_id,
			credentialId,
			tokenEpoch: claims.token_epoch,
			allowedAddresses: claims.allowed_addresses ?? ANYWHERE,
			certificateThumbprint: claims.cnf?.['x5t#S256'] ?? null,
			tokenId: claims.jti,
			scopes: claims.scope.split(' '),
			audience,
			issuedAt: claims.iat * 1000,
			expiresAt: claims.exp * 1000,
		};
		return { identity, kid: protectedHeader.kid ?? '', ours: audience.includes(settings.audience) };
	}

	async function keyFor({ kid, alg }: JWTHeaderParameters) {
		const found = kid === undefined ? undefined : await signingKeys.verificationKey(kid);
		if (found === undefined || found.algorithm !== alg) throw invalidToken();
		return found.key;
	}

	async function identify(token: string): Promise<Verified> {
		if (token.length > MAX_TOKEN_LENGTH) throw invalidToken();
		const cacheKey = hash('sha256', token, 'base64url');
		const known = verified.get(cacheKey);
		if (known !== undefined) return known;
		try {
			const found = await check(token);
			remember(cacheKey, found);
			return found;
		} catch (error) {
			if (error instanceof JWTExpired) throw expiredToken();
			if (error instanceof JOSEError || error instanceof z.ZodError) throw invalidToken();
			throw error;
		}
	}

	/** The token as it counts now. Throws `BearerError`. */
	async function alive(token: string): Promise<Verified> {
		const found = await identify(token);
		const { identity, kid } = found;
		if (clock.now() >= identity.expiresAt) throw expiredToken();
		if (!revocations.isFresh()) await revocations.refresh();
		// The signature was good, but somebody else may hold the key.
		if (!signingKeys.knows(kid)) throw invalidToken();
		if (revocations.isRevoked(identity)) throw new BearerError('invalid_token', 'the token was revoked');
		const scopes = revocations.scopesLeft(identity.clientId, identity.scopes);
		const allowedAddresses = revocations.addressesAllowed(identity.clientId, identity.allowedAddresses);
		const unchanged = scopes === identity.scopes && allowedAddresses === identity.allowedAddresses;
		return unchanged ? found : { ...found, identity: { ...identity, scopes, allowedAddresses } };
	}

	return {
		async verify(token, privileges, address, certificate) {
			const { identity, ours } = await alive(token);
			if (!ours) throw invalidToken();
			if (!isBoundTo(identity, certificate)) {
				throw new BearerError(
					'invalid_token',
					'the token is bound to a certificate that this connection does not have',
				);
			}
			if (!addressAllowed(identity.allowedAddresses, address)) {
				throw new BearerError('invalid_token', 'the token may not be used from this address');
			}
			const missing = privileges.filter((privilege) => !identity.scopes.includes(privilege));
			if (missing.length > 0) {
				throw new BearerError('insufficient_scope', `the token lacks ${missing.join(', ')}`);
			}
			return identity;
		},
		async inspect(token) {
			try {
				return (await alive(token)).identity;
			} catch (error) {
				if (error instanceof BearerError) return undefined;
				throw error;
			}
		},
	};
}

/** Or to none: then any certificate, and none, will do. */
function isBoundTo({ certificateThumbprint: bound }: BearerIdentity, certificate: Uint8Array | undefined): boolean {
	return bound === null || (certificate !== undefined && bound === certificateThumbprint(certificate));
}

function invalidToken(): BearerError {
	return new BearerError('invalid_token', 'the token is not valid');
}

function expiredToken(): BearerError {
	return new BearerError('invalid_token', 'the token has expired');
}
