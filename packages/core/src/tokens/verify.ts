import { hash } from 'node:crypto';
import type { JWTHeaderParameters } from 'jose';
import { JOSEError, JWTExpired } from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import { z } from 'zod';
import { tenantOfClientId } from '../applications/client-id.ts';
import { addressAllowed } from '../applications/source-ranges.ts';
import { BearerError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { sameTenant } from '../tenants/tenant.ts';
import type { Revocations, TokenOrigin } from './revocations.ts';
import type { CheckedTokenSettings } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Who calls the platform's API with a bearer token. */
export interface BearerIdentity extends TokenOrigin {
	readonly tenant: Tenant;
	readonly scopes: readonly string[];
	/** Where it might come from when it was issued: `sourceRange`s, anywhere where empty. */
	readonly allowedAddresses: readonly string[];
	readonly tokenId: string;
	/** Milliseconds since the epoch. */
	readonly expiresAt: number;
}

export interface TokenVerifier {
	/**
	 * Checks a token, that it carries every one of `privileges` (RFC 9068 §4, RFC 6750 §3.1), and that it comes from where
	 * its application may come from. Throws `BearerError`, and `store_unavailable` where nobody can say whether the token
	 * was revoked.
	 */
	verify(token: string, privileges: readonly string[], address: string | undefined): Promise<BearerIdentity>;
}

export interface TokenVerifierParts {
	readonly signingKeys: SigningKeys;
	readonly revocations: Revocations;
	readonly clock: Clock;
	readonly settings: CheckedTokenSettings;
	readonly clientIdPrefix: string;
}

const MAX_TOKEN_LENGTH = 8192;
const MAX_CACHED = 10_000;
const ANYWHERE: readonly string[] = [];

const claimsSchema = z.object({
	sub: z.string(),
	client_id: z.string(),
	exp: z.int(),
	jti: z.string(),
	scope: z.string(),
	customer_id: z.string(),
	domain_id: z.string(),
	secret_id: z.string(),
	token_epoch: z.int(),
	allowed_addresses: z.array(z.string()).optional(),
});

export function tokenVerifier(parts: TokenVerifierParts): TokenVerifier {
	const { signingKeys, revocations, clock, settings, clientIdPrefix } = parts;
	// Signatures that were good stay good: only time and revocations are looked at again. Keyed by digest, so that a
	// dump of memory is not a list of tokens.
	const verified = new Map<string, BearerIdentity>();

	function remember(key: string, identity: BearerIdentity): void {
		verified.set(key, identity);
		const [oldest] = verified.keys();
		if (verified.size > MAX_CACHED && oldest !== undefined) verified.delete(oldest);
	}

	async function check(token: string): Promise<BearerIdentity> {
		const { payload } = await jwtVerify(token, keyFor, {
			issuer: settings.issuer,
			audience: settings.audience,
			typ: 'at+jwt',
			algorithms: ['ES256', 'EdDSA', 'RS256'],
			requiredClaims: ['exp', 'iat', 'jti'],
			currentDate: new Date(clock.now()),
		});
		const claims = claimsSchema.parse(payload);
		const tenant = { customerId: claims.customer_id, domainId: claims.domain_id };
		const named = tenantOfClientId(claims.client_id, clientIdPrefix);
		if (claims.sub !== claims.client_id || named === undefined || !sameTenant(named, tenant)) throw invalidToken();
		return {
			tenant,
			clientId: claims.client_id,
			secretId: claims.secret_id,
			tokenEpoch: claims.token_epoch,
			scopes: claims.scope.split(' '),
			allowedAddresses: claims.allowed_addresses ?? ANYWHERE,
			tokenId: claims.jti,
			expiresAt: claims.exp * 1000,
		};
	}

	async function keyFor({ kid, alg }: JWTHeaderParameters) {
		const found = kid === undefined ? undefined : await signingKeys.verificationKey(kid);
		if (found === undefined || found.algorithm !== alg) throw invalidToken();
		return found.key;
	}

	async function identify(token: string): Promise<BearerIdentity> {
		if (token.length > MAX_TOKEN_LENGTH) throw invalidToken();
		const cacheKey = hash('sha256', token, 'base64url');
		const known = verified.get(cacheKey);
		if (known !== undefined) return known;
		try {
			const identity = await check(token);
			remember(cacheKey, identity);
			return identity;
		} catch (error) {
			if (error instanceof JWTExpired) throw expiredToken();
			if (error instanceof JOSEError || error instanceof z.ZodError) throw invalidToken();
			throw error;
		}
	}

	return {
		async verify(token, privileges, address) {
			const identity = await identify(token);
			if (clock.now() >= identity.expiresAt) throw expiredToken();
			if (!revocations.isFresh()) await revocations.refresh();
			if (revocations.isRevoked(identity)) throw new BearerError('invalid_token', 'the token was revoked');
			if (!addressAllowed(revocations.addressesAllowed(identity.clientId, identity.allowedAddresses), address)) {
				throw new BearerError('invalid_token', 'the token may not be used from this address');
			}
			const scopes = revocations.scopesLeft(identity.clientId, identity.scopes);
			const missing = privileges.filter((privilege) => !scopes.includes(privilege));
			if (missing.length > 0) {
				throw new BearerError('insufficient_scope', `the token lacks ${missing.join(', ')}`);
			}
			return scopes === identity.scopes ? identity : { ...identity, scopes };
		},
	};
}

function invalidToken(): BearerError {
	return new BearerError('invalid_token', 'the token is not valid');
}

function expiredToken(): BearerError {
	return new BearerError('invalid_token', 'the token has expired');
}
