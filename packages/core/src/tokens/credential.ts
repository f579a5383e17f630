import type { ClientApplication } from '../applications/client-application.ts';
import type { ClientSecret } from '../secrets/client-secret.ts';

/** What a client has proven to hold. */
export interface ProvenSecret {
	readonly kind: 'client_secret';
	readonly credentialId: string;
	/** When it expires, and at the latest the tokens that it earned with it; milliseconds since the epoch, null for never. */
	readonly expiresAt: number | null;
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

export function provenSecret(secret: ClientSecret): ProvenSecret {
	return { kind: 'client_secret', credentialId: secret.secretId, expiresAt: secret.expiresAt, secret };
}
