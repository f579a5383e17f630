import type { KeyObject } from 'node:crypto';
import type { ClientApplication } from '../applications/client-application.ts';
import { tenantOfClientId } from '../applications/client-id.ts';
import { addressAllowed } from '../applications/source-ranges.ts';
import { OAuthError } from '../errors.ts';
import type { DigestKey } from '../keys/digest-key.ts';
import type { AuthenticationThrottle, Clock, Logger } from '../ports.ts';
import { type ClientSecret, secretWorks } from '../secrets/client-secret.ts';
import { digestsEqual, secretDigest } from '../secrets/digest.ts';
import { isWellFormedSecret } from '../secrets/secret-text.ts';
import type { ApplicationRepository } from '../store.ts';
import { type AuthenticatedClient, provenSecret } from './credential.ts';
import type { PresentedCredentials } from './credentials.ts';

export interface ClientAuthenticationParts {
	readonly applications: ApplicationRepository;
	readonly digestKey: DigestKey;
	readonly throttle: AuthenticationThrottle;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly clientIdPrefix: string;
	readonly secretPrefix: string;
}

/** Compared with where there is no such client, so that an unknown one costs what a wrong secret costs. */
const NO_DIGEST = 'A'.repeat(43);

/** Proves who calls, or rejects with `invalid_client` (RFC 6749 §5.2). */
export type AuthenticateClient = (
	credentials: PresentedCredentials,
	address: string | undefined,
) => Promise<AuthenticatedClient>;

export function clientAuthentication(parts: ClientAuthenticationParts): AuthenticateClient {
	return async (credentials, address) => authenticate(parts, await parts.digestKey.get(), credentials, address);
}

async function authenticate(
	parts: ClientAuthenticationParts,
	digestKey: KeyObject,
	{ clientId, clientSecret }: PresentedCredentials,
	address: string | undefined,
): Promise<AuthenticatedClient> {
	const tenant = tenantOfClientId(clientId, parts.clientIdPrefix);
	const application = tenant === undefined ? undefined : await parts.applications.find(tenant, clientId);
	const digest = secretDigest(digestKey, clientId, clientSecret);
	const secret = matchingSecret(application, digest);
	if (application === undefined || secret === undefined) {
		// Whether there is such a client or not: or 429 would come for those only that there are, and so tell which.
		const counted = tenant === undefined ? undefined : clientId;
		await refuse(parts, counted, clientSecret, address);
		throw new OAuthError('invalid_client', 'the client credentials are wrong');
	}
	// From here on the caller has proven to hold the secret: it may be told what is wrong, and is never throttled.
	if (!secretWorks(secret, parts.clock.now())) throw new OAuthError('invalid_client', 'the client secret has expired');
	if (application.status !== 'enabled') throw new OAuthError('invalid_client', 'the client application is disabled');
	if (!addressAllowed(application.allowedAddresses, address)) {
		throw new OAuthError('invalid_client', 'the client application may not be used from this address');
	}
	return { application, credential: provenSecret(secret) };
}

/** Looks at every secret, so that the time taken does not tell which one matched. */
function matchingSecret(application: ClientApplication | undefined, digest: string): ClientSecret | undefined {
	if (application === undefined || application.secrets.length === 0) {
		digestsEqual(NO_DIGEST, digest);
		return undefined;
	}
	let matching: ClientSecret | undefined;
	for (const secret of application.secrets) {
		if (digestsEqual(secret.digest, digest)) matching = secret;
	}
	return matching;
}

async function refuse(
	{ throttle, logger, secretPrefix }: ClientAuthenticationParts,
	clientId: string | undefined,
	clientSecret: string,
	address: string | undefined,
): Promise<void> {
	const waitMs = await throttle.failed({ clientId, address });
	logger.info({ clientId, address, throttled: waitMs > 0 }, 'client authentication failed');
	if (waitMs > 0) {
		throw new OAuthError('temporarily_unavailable', 'too many failed attempts to authenticate', waitMs);
	}
	if (!isWellFormedSecret(clientSecret, secretPrefix)) {
		throw new OAuthError('invalid_client', 'the client secret is mistyped or cut short: its checksum does not match');
	}
}
