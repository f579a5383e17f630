import type { ClientApplication } from '../applications/client-application.ts';
import { tenantOfClientId } from '../applications/client-id.ts';
import { addressAllowed } from '../applications/source-ranges.ts';
import type { ProveAssertion } from '../assertions/prove-assertion.ts';
import { OAuthError } from '../errors.ts';
import type { DigestKey } from '../keys/digest-key.ts';
import type { AuthenticationThrottle, Clock, Logger } from '../ports.ts';
import { isWellFormedSecret } from '../secrets/secret-text.ts';
import type { ApplicationRepository, UsedAssertionRepository } from '../store.ts';
import {
	type AuthenticatedClient,
	CREDENTIAL_NAMES,
	type Credential,
	hasEnded,
	isAhead,
	type ProvenKey,
} from './credential.ts';
import type { PresentedCredentials } from './credentials.ts';
import { proveCertificate } from './prove-certificate.ts';
import { proveSecret } from './prove-secret.ts';

export interface ClientAuthenticationParts {
	readonly applications: ApplicationRepository;
	readonly digestKey: DigestKey;
	readonly proveAssertion: ProveAssertion;
	readonly usedAssertions: Pick<UsedAssertionRepository, 'use'>;
	readonly throttle: AuthenticationThrottle;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly clientIdPrefix: string;
	readonly secretPrefix: string;
}

/** Proves who calls, or rejects with `invalid_client` (RFC 6749 §5.2). */
export type AuthenticateClient = (
	presented: PresentedCredentials,
	address: string | undefined,
) => Promise<AuthenticatedClient>;

export function clientAuthentication(parts: ClientAuthenticationParts): AuthenticateClient {
	return (presented, address) => authenticate(parts, presented, address);
}

async function authenticate(
	parts: ClientAuthenticationParts,
	presented: PresentedCredentials,
	address: string | undefined,
): Promise<AuthenticatedClient> {
	const { clientId } = presented;
	const tenant = tenantOfClientId(clientId, parts.clientIdPrefix);
	const application = tenant === undefined ? undefined : await parts.applications.find(tenant, clientId);
	const credential = await prove(parts, application, presented);
	if (application === undefined || credential === undefined) {
		// Whether there is such a client or not: or 429 would come for those only that there are, and so tell which.
		const counted = tenant === undefined ? undefined : clientId;
		await refuse(parts, counted, presented, address);
		throw new OAuthError('invalid_client', 'the client credentials are wrong');
	}
	// From here on the caller has proven to hold the credential: it may be told what is wrong, and is never throttled.
	const now = parts.clock.now();
	const name = CREDENTIAL_NAMES[credential.kind];
	if (isAhead(credential, now)) throw new OAuthError('invalid_client', `the ${name} does not work yet`);
	if (hasEnded(credential, now)) throw new OAuthError('invalid_client', `the ${name} has expired`);
	if (application.status !== 'enabled') throw new OAuthError('invalid_client', 'the client application is disabled');
	if (!addressAllowed(application.allowedAddresses, address)) {
		throw new OAuthError('invalid_client', 'the client application may not be used from this address');
	}
	// Last: what is refused for another reason is not spent.
	if (credential.kind === 'public_key') await spend(parts, application, credential);
	return { application, credential };
}

/** RFC 7523 §3: an assertion serves once, whoever presents it. */
async function spend(
	{ usedAssertions }: ClientAuthenticationParts,
	{ customerId, domainId, clientId }: ClientApplication,
	{ use }: ProvenKey,
): Promise<void> {
	const isFirst = await usedAssertions.use({ customerId, domainId }, { clientId, ...use });
	if (!isFirst) throw new OAuthError('invalid_client', 'the client assertion was used before');
}

/** Which credential of the application was proven, by the method that was chosen; undefined where none was. */
async function prove(
	parts: ClientAuthenticationParts,
	application: ClientApplication | undefined,
	presented: PresentedCredentials,
): Promise<Credential | undefined> {
	switch (presented.method) {
		case 'client_secret':
			return proveSecret(await parts.digestKey.get(), application, presented);
		case 'client_certificate':
			return proveCertificate(application, presented);
		case 'client_assertion':
			return parts.proveAssertion(application, presented);
	}
}

async function refuse(
	{ throttle, logger, secretPrefix }: ClientAuthenticationParts,
	clientId: string | undefined,
	presented: PresentedCredentials,
	address: string | undefined,
): Promise<void> {
	const waitMs = await throttle.failed({ clientId, address });
	logger.info({ clientId, address, throttled: waitMs > 0 }, 'client authentication failed');
	if (waitMs > 0) {
		throw new OAuthError('temporarily_unavailable', 'too many failed attempts to authenticate', waitMs);
	}
	if (presented.method === 'client_secret' && !isWellFormedSecret(presented.clientSecret, secretPrefix)) {
		throw new OAuthError('invalid_client', 'the client secret is mistyped or cut short: its checksum does not match');
	}
}
