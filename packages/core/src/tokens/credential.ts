import type { ClientApplication } from '../applications/client-application.ts';
import { type ClientSecret, secretEndsAt } from '../secrets/client-secret.ts';

/** What a client has proven to hold. Times are milliseconds since the epoch, null for never. */
interface ProvenCredential {
	readonly credentialId: string;
	/** The instant from which it proves nothing. */
	readonly endsAt: number | null;
	/** When it expires, and at the latest the tokens that it earned with it. */
	readonly expiresAt: number | null;
}

export interface ProvenSecret extends ProvenCredential {
	readonly kind: 'client_secret';
	readonly secret: ClientSecret;
}

export type Credential = ProvenSecret;

export interface AuthenticatedClient {
	readonly application: ClientApplication;
	readonly credential: Credential;
}

/** By which claim a token names the credential that earned it, so that a revocation reaches its tokens and no other's. */
export const CREDENTIAL_CLAIMS = { client_secret: 'secret_id' } as const satisfies Readonly<
	Record<Credential['kind'], string>
>;

/** Which credential a token names: exactly one, or the token is none of ours. */
export function namedCredential(claims: Readonly<Record<string, unknown>>): string | undefined {
	const named = Object.values(CREDENTIAL_CLAIMS).flatMap((claim) => claims[claim] ?? []);
	const [credentialId] = named;
	return named.length === 1 && typeof credentialId === 'string' ? credentialId : undefined;
}

/** What an integration calls them. */
export const CREDENTIAL_NAMES = { client_secret: 'client secret' } as const satisfies Readonly<
	Record<Credential['kind'], string>
>;

export function hasEnded({ endsAt }: Credential, now: number): boolean {
	return endsAt !== null && now >= endsAt;
}

export function provenSecret(secret: ClientSecret): ProvenSecret {
	const { secretId, expiresAt } = secret;
	return { kind: 'client_secret', credentialId: secretId, endsAt: secretEndsAt(secret), expiresAt, secret };
}
