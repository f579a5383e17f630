import type { ApplicationWriter } from '../applications/writer.ts';
import { OAuthError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { RevokedTokenRepository } from '../store.ts';
import { sameTenant } from '../tenants/tenant.ts';
import type { RecordUse } from '../usage/record-use.ts';
import type { AuthenticateClient } from './authenticate.ts';
import type { AuthenticatedClient } from './credential.ts';
import { presentedCredentials, type TokenRequest } from './credentials.ts';
import { uniqueParameters } from './parameters.ts';
import type { Revocations } from './revocations.ts';
import type { CheckedTokenSettings } from './settings.ts';
import type { BearerIdentity, TokenInspector } from './verify.ts';

/** What is told of a token that opens something (RFC 7662 §2.2). */
export interface ActiveToken {
	readonly active: true;
	readonly scope: string;
	readonly client_id: string;
	readonly token_type: 'Bearer';
	/** Seconds since the epoch, as `iat`. */
	readonly exp: number;
	readonly iat: number;
	readonly sub: string;
	readonly aud: string | readonly string[];
	readonly iss: string;
	readonly jti: string;
	readonly customer_id: string;
	readonly domain_id: string;
	/**
	 * The certificate that it is bound to (RFC 8705 §3.2); absent where it is bound to none. Whoever asks must see to it.
	 */
	readonly cnf?: { readonly 'x5t#S256': string };
	/** Where it may come from now, as CIDR ranges; absent where from anywhere. Whoever asks must hold it to that. */
	readonly allowed_addresses?: readonly string[];
}

export type Introspection = ActiveToken | { readonly active: false };

/**
 * Asking about tokens, and taking them back. The caller proves who it is by the credentials of a client application.
 */
export interface TokenStanding {
	/**
	 * RFC 7662: a token of the caller's own domain, whichever application it was issued to. Of all others, and of
	 * whatever opens nothing, exactly `{ active: false }` is told. Throws `OAuthError`.
	 */
	introspect(request: TokenRequest): Promise<Introspection>;
	/**
	 * RFC 7009: a token that was issued to the caller is refused everywhere within a second. Anything else is passed over
	 * without a word, so that nobody learns of it. Throws `OAuthError`.
	 */
	revoke(request: TokenRequest): Promise<void>;
}

export interface TokenStandingParts {
	readonly authenticate: AuthenticateClient;
	readonly recordUse: RecordUse;
	readonly inspector: TokenInspector;
	readonly revokedTokens: Pick<RevokedTokenRepository, 'insert'>;
	readonly revocations: Pick<Revocations, 'noteToken'>;
	readonly writer: ApplicationWriter;
	readonly clock: Clock;
	readonly settings: CheckedTokenSettings;
}

/** So many tokens of one application are refused one by one; when there are more, all of its tokens are. */
const MAX_REVOKED_TOKENS = 1000;

export function tokenStanding(parts: TokenStandingParts): TokenStanding {
	const { authenticate, recordUse, inspector, revokedTokens, revocations, writer, clock, settings } = parts;

	/** Who asks, and about which token. */
	async function asked(request: TokenRequest): Promise<{ client: AuthenticatedClient; token: string }> {
		const form = uniqueParameters(request.parameters);
		const client = await authenticate(presentedCredentials(request, form, false), request.address);
		const recording = recordUse(client, request.address, 'other');
		if (recording !== undefined) await recording;
		const token = form.get('token');
		if (token === undefined) throw new OAuthError('invalid_request', 'token is missing');
		return { client, token };
	}

	return {
		async introspect(request) {
			const { client, token } = await asked(request);
			const identity = await inspector.inspect(token);
			if (identity === undefined || !sameTenant(identity.tenant, client.application)) return { active: false };
			return described(identity, settings.issuer);
		},
		async revoke(request) {
			const { client, token } = await asked(request);
			const identity = await inspector.inspect(token);
			const { application } = client;
			if (identity?.clientId !== application.clientId) return;
			const { tenant, clientId, tokenId, expiresAt } = identity;
			const kept = await revokedTokens.insert(
				tenant,
				{ tokenId, clientId, revokedAt: clock.now(), expiresAt },
				MAX_REVOKED_TOKENS,
			);
			if (kept) revocations.noteToken({ tokenId, expiresAt });
			else await writer.change(tenant, clientId, actorOf(client, request), () => ({ type: 'invalidate_tokens' }));
		},
	};
}

function actorOf(client: AuthenticatedClient, { address }: TokenRequest) {
	const { clientId } = client.application;
	const { credentialId } = client.credential;
	return { kind: 'client', clientId, credentialId, address: address ?? null } as const;
}

function described(identity: BearerIdentity, issuer: string): ActiveToken {
	const { clientId, scopes, audience, tenant, allowedAddresses, certificateThumbprint } = identity;
	const [only, ...others] = audience;
	return {
		active: true,
		scope: scopes.join(' '),
		client_id: clientId,
		token_type: 'Bearer',
		exp: identity.expiresAt / 1000,
		iat: identity.issuedAt / 1000,
		sub: clientId,
		aud: only !== undefined && others.length === 0 ? only : audience,
		iss: issuer,
		jti: identity.tokenId,
		customer_id: tenant.customerId,
		domain_id: tenant.domainId,
		...(certificateThumbprint === null ? {} : { cnf: { 'x5t#S256': certificateThumbprint } }),
		...(allowedAddresses.length > 0 ? { allowed_addresses: allowedAddresses } : {}),
	};
}
