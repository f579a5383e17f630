import type { ClientApplication } from '../applications/client-application.ts';
import { OAuthError } from '../errors.ts';
import type { Clock, Random } from '../ports.ts';
import type { RecordUse } from '../usage/record-use.ts';
import type { AuthenticateClient } from './authenticate.ts';
import { type AuthenticatedClient, CREDENTIAL_CLAIMS, type Credential } from './credential.ts';
import { presentedCredentials, type TokenRequest } from './credentials.ts';
import { MAX_TOKEN_LENGTH } from './jws.ts';
import { uniqueParameters } from './parameters.ts';
import type { Revocations } from './revocations.ts';
import { type CheckedTokenSettings, tokenLifetimeOf } from './settings.ts';
import type { SigningKeys, TokenSigner } from './signing-keys.ts';

/** A successful answer of the token door (RFC 6749 §5.1). */
export interface TokenResponse {
	readonly access_token: string;
	readonly token_type: 'Bearer';
	/** Seconds. */
	readonly expires_in: number;
	/** What was granted: space-separated privileges. */
	readonly scope: string;
}

export interface TokenIssuerParts {
	readonly authenticate: AuthenticateClient;
	readonly recordUse: RecordUse;
	readonly signingKeys: Pick<SigningKeys, 'signer'>;
	readonly revocations: Pick<Revocations, 'isFresh' | 'refresh'>;
	readonly clock: Clock;
	readonly random: Random;
	readonly settings: CheckedTokenSettings;
	readonly privileges: readonly string[];
}

export interface TokenIssuer {
	/** Answers as RFC 6749 §4.4 says, to the letter. Throws `OAuthError`. */
	issue(request: TokenRequest): Promise<TokenResponse>;
	/**
	 * Strict in what it issues, lenient in what it accepts: the grant type may be missing, `Basic` may be unpadded, and
	 * the form may repeat the credentials. The credentials must be proven all the same.
	 */
	issueLeniently(request: TokenRequest): Promise<TokenResponse>;
}

const GRANT_TYPE = 'client_credentials';
const RESOURCE = 'resource';
const JTI_BYTES = 16;

export function tokenIssuer(parts: TokenIssuerParts): TokenIssuer {
	const { authenticate, recordUse, revocations, clock, random, settings } = parts;
	const catalogue = new Set(parts.privileges);
	const headers = new WeakMap<TokenSigner, string>();

	async function issue(request: TokenRequest, lenient: boolean): Promise<TokenResponse> {
		const form = uniqueParameters(request.parameters.filter(([name]) => name !== RESOURCE));
		const grantType = form.get('grant_type') ?? (lenient ? GRANT_TYPE : undefined);
		if (grantType === undefined) throw new OAuthError('invalid_request', 'grant_type is missing');
		const credentials = presentedCredentials(request, form, lenient);
		const client = await authenticate(credentials, request.address);
		if (grantType !== GRANT_TYPE) throw new OAuthError('unsupported_grant_type', `grant_type must be ${GRANT_TYPE}`);
		const scope = grantedScope(client.application, form.get('scope'), catalogue);
		const audience = grantedAudience(request.parameters, settings);
		// A key that another process has withdrawn must not sign on here.
		if (!revocations.isFresh()) await revocations.refresh();
		const signer = await parts.signingKeys.signer();
		const recording = recordUse(client, request.address, 'token');
		if (recording !== undefined) await recording;
		return sign(signer, client, scope, audience);
	}

	function sign(
		signer: TokenSigner,
		{ application, credential }: AuthenticatedClient,
		scope: string,
		audience: string | readonly string[],
	): TokenResponse {
		const now = clock.now();
		const issuedAt = Math.floor(now / 1000);
		const lifetime = tokenLifetime(credential, now, tokenLifetimeOf(application.tokenLifetimeSeconds, settings));
		// RFC 9068 §2.2, and what names the credential and the epoch that a revocation must reach.
		const claims = {
			iss: settings.issuer,
			aud: audience,
			sub: application.clientId,
			client_id: application.clientId,
			iat: issuedAt,
			exp: issuedAt + lifetime,
			jti: Buffer.from(random.bytes(JTI_BYTES)).toString('base64url'),
			scope,
			customer_id: application.customerId,
			domain_id: application.domainId,
			[CREDENTIAL_CLAIMS[credential.kind]]: credential.credentialId,
			...confirmation(credential),
			token_epoch: application.tokenEpoch,
			...(application.allowedAddresses.length > 0 ? { allowed_addresses: application.allowedAddresses } : {}),
		};
		const signingInput = `${headerOf(signer)}.${encode(claims)}`;
		const token = `${signingInput}.${signer.sign(signingInput)}`;
		if (token.length > MAX_TOKEN_LENGTH) {
			throw new OAuthError('invalid_scope', 'a token with all of these privileges would be too long; ask for fewer');
		}
		return { access_token: token, token_type: 'Bearer', expires_in: lifetime, scope };
	}

	function headerOf(signer: TokenSigner): string {
		let header = headers.get(signer);
		if (header === undefined) {
			header = encode({ alg: signer.algorithm, typ: 'at+jwt', kid: signer.kid });
			headers.set(signer, header);
		}
		return header;
	}

	return {
		issue: (request) => issue(request, false),
		issueLeniently: (request) => issue(request, true),
	};
}

function encode(json: object): string {
	return Buffer.from(JSON.stringify(json)).toString('base64url');
}

/** RFC 8705 §3.1: a token that a certificate earned opens nothing without it. */
function confirmation(credential: Credential): object {
	if (credential.kind !== 'client_certificate') return {};
	return { cnf: { 'x5t#S256': credential.certificate.thumbprint } };
}

/** RFC 8707 §2: the resource servers that were asked for, of those that there are; the usual one where none was. */
function grantedAudience(
	parameters: TokenRequest['parameters'],
	{ audience, resources }: CheckedTokenSettings,
): string | readonly string[] {
	const asked = parameters.filter(([name, value]) => name === RESOURCE && value !== '').map(([, value]) => value);
	if (asked.length === 0) return audience;
	if (!asked.every((resource) => resource === audience || resources.includes(resource))) {
		throw new OAuthError('invalid_target', 'the resource is unknown, or accepts no tokens of this server');
	}
	const [only = audience, ...others] = new Set(asked);
	return others.length === 0 ? only : [only, ...others];
}

/** RFC 6749 §3.3: what was asked for, or else all that the application has; a part of it is never given silently. */
function grantedScope(
	application: ClientApplication,
	asked: string | undefined,
	catalogue: ReadonlySet<string>,
): string {
	const held = application.privileges.filter((privilege) => catalogue.has(privilege));
	if (held.length === 0) throw new OAuthError('invalid_scope', 'the client application has no privileges');
	if (asked === undefined) return held.join(' ');
	const scopes = new Set(asked.split(' ').filter((scope) => scope !== ''));
	if (scopes.size === 0 || ![...scopes].every((scope) => held.includes(scope))) {
		throw new OAuthError('invalid_scope', 'the client application does not have every privilege asked for');
	}
	return [...scopes].join(' ');
}

/** A token never outlives the expiry of the credential that earned it. Seconds, at least one. */
function tokenLifetime({ expiresAt }: Credential, now: number, lifetimeSeconds: number): number {
	if (expiresAt === null) return lifetimeSeconds;
	return Math.max(1, Math.min(lifetimeSeconds, Math.floor((expiresAt - now) / 1000)));
}
