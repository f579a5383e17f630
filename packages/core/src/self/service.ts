import type { ClientApplication } from '../applications/client-application.ts';
import type { ApplicationCommand, DecisionRules } from '../applications/decide.ts';
import { applicationView, type ClientApplicationView, credentialsOf, secretView } from '../applications/view.ts';
import { type ApplicationWriter, applicationNotFound } from '../applications/writer.ts';
import { type SignRequestInput, signRequestSchema } from '../certificates/input.ts';
import type { RequestSigner, SignedCertificate } from '../certificates/request-signer.ts';
import { descentFrom } from '../credentials/descent.ts';
import { assertRoomForSecret } from '../credentials/room.ts';
import { LatchkeyError, OAuthError } from '../errors.ts';
import type { EventActor } from '../events/event.ts';
import { parseInput } from '../input.ts';
import { successorOf } from '../lifecycle/rotation.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import { assertNotRemoved, type Policies } from '../policies/policies.ts';
import type { Policy } from '../policies/policy.ts';
import type { Clock } from '../ports.ts';
import { type ClientSecret, isSuperseded } from '../secrets/client-secret.ts';
import { successorExpiry } from '../secrets/expiry.ts';
import type { MintedSecret, SecretMint } from '../secrets/mint.ts';
import type { AddedSecret } from '../secrets/service.ts';
import type { ApplicationRepository, UsageRepository } from '../store.ts';
import type { AuthenticateClient } from '../tokens/authenticate.ts';
import type { AuthenticatedClient } from '../tokens/credential.ts';
import { presentedCredentials } from '../tokens/credentials.ts';
import type { BearerIdentity } from '../tokens/verify.ts';
import type { RecordUse } from '../usage/record-use.ts';

/** How an integration shows who it is: `Basic` and its OAuth Credentials, or its Client ID beside a certificate. */
export interface SelfRequest {
	/** The `Authorization` header. */
	readonly authorization: string | undefined;
	readonly address: string | undefined;
	/** Needed beside a certificate. */
	readonly clientId?: string | undefined;
	/** As `TokenRequest` has it. */
	readonly certificate?: Uint8Array | undefined;
}

/** For the integration itself, without any user. */
export interface SelfService {
	/** Its own application, by its credentials. Rejects with `OAuthError` where they prove nothing. */
	get(request: SelfRequest): Promise<ClientApplicationView>;
	/** Its own application, by a bearer token that was verified. */
	describe(identity: BearerIdentity): Promise<ClientApplicationView>;
	/**
	 * Takes up a rotation that is offered, or begins one; never by a bearer token, which is easier to steal. Asked again
	 * before the answer was used, it answers with the same secret, or with another in its place where secrets are shown
	 * once.
	 */
	rotate(request: SelfRequest): Promise<AddedSecret>;
	/**
	 * A certificate for a key that only the integration has; never by a bearer token. The earlier ones work on as the
	 * domain's rules have it. Asked again with the same key, it answers with the same certificate.
	 */
	certify(request: SelfRequest, input: SignRequestInput): Promise<SignedCertificate>;
}

export interface SelfServiceParts {
	readonly applications: ApplicationRepository;
	readonly usage: UsageRepository;
	readonly writer: ApplicationWriter;
	readonly policies: Policies;
	readonly dataKeys: DataKeys;
	readonly mint: SecretMint;
	readonly authenticate: AuthenticateClient;
	readonly recordUse: RecordUse;
	readonly requestSigner: RequestSigner;
	readonly clock: Clock;
	readonly rules: DecisionRules;
}

export function selfService(parts: SelfServiceParts): SelfService {
	const { applications, usage, writer, policies, dataKeys, mint, authenticate, recordUse, clock, rules } = parts;

	async function authenticated({ clientId, ...request }: SelfRequest): Promise<AuthenticatedClient> {
		const { address } = request;
		const form = new Map(clientId === undefined ? [] : [['client_id', clientId]]);
		const credentials = presentedCredentials({ ...request, parameters: [] }, form, true);
		const client = await authenticate(credentials, address);
		await recordUse(client, address, 'other');
		return client;
	}

	async function view(application: ClientApplication): Promise<ClientApplicationView> {
		return applicationView(application, await usage.find(application, [application.clientId]), clock.now());
	}

	/** The successor that waits for whoever holds what it replaces, where it can be shown. */
	async function offered(
		application: ClientApplication,
		presented: string,
		policy: Policy,
	): Promise<{ readonly secret: ClientSecret; readonly text: string } | undefined> {
		const holder = application.secrets.find(({ secretId }) => secretId === presented);
		const secret = successorOf(application);
		const { showOnce, dataKey } = policy;
		if (holder === undefined || !isSuperseded(holder) || secret === undefined) return undefined;
		if (showOnce || dataKey === null || secret.sealed === null) return undefined;
		const { customerId, domainId, clientId } = application;
		const place = { clientId, secretId: secret.secretId };
		const text = await dataKeys.unsealSecret({ customerId, domainId }, dataKey, place, secret.sealed);
		return text === undefined ? undefined : { secret, text };
	}

	function plan(
		presented: string,
		waiting: ClientSecret | undefined,
		minted: MintedSecret | undefined,
		overlapMs: number,
	): (application: ClientApplication, now: number) => ApplicationCommand {
		return (application, now) => {
			const ancestors = descentOf(application, presented, now);
			if (waiting !== undefined && waiting.secretId === successorOf(application)?.secretId) {
				return { type: 'hand_over', secretId: waiting.secretId, ancestors };
			}
			if (minted === undefined) throw new LatchkeyError('conflict', 'the rotation has just changed; try again');
			assertRoomForSecret(application, true, presented, now, rules);
			const secret = { ...minted.secret, ancestors };
			const terms = { origin: 'integration', overlapMs, byEvidence: true } as const;
			return { type: 'take_up', secret, terms, presented };
		};
	}

	return {
		async get(request) {
			const { application } = await authenticated(request);
			return view(application);
		},
		async describe({ tenant, clientId }) {
			const application = await applications.find(tenant, clientId);
			if (application === undefined || application.status === 'removed') throw applicationNotFound();
			return view(application);
		},
		async rotate(request) {
			const client = await authenticated(request);
			const { customerId, domainId, clientId, secrets } = client.application;
			const tenant = { customerId, domainId };
			const policy = await policies.ensure(tenant);
			assertNotRemoved(policy);
			const { kind, credentialId: presented } = client.credential;
			if (kind !== 'client_secret') {
				throw new OAuthError(
					'invalid_client',
					'a new client secret is only given to a client that authenticates by one',
				);
			}
			const waiting = await offered(client.application, presented, policy);
			const expiresAt = successorExpiry(secrets, policy.rules, clock.now());
			const minted =
				waiting === undefined ? await mint({ policy, clientId, createdBy: clientId, expiresAt }) : undefined;
			const actor = clientActor(client, request);
			const planned = plan(presented, waiting?.secret, minted, policy.rules.overlapMs);
			const after = await writer.change(tenant, clientId, actor, planned);
			const answered = waiting?.secret.secretId ?? minted?.secret.secretId;
			const text = waiting?.text ?? minted?.text;
			const added = after.secrets.find(({ secretId }) => secretId === answered);
			if (added === undefined || text === undefined)
				throw new LatchkeyError('conflict', 'the rotation has just changed; try again');
			return { secret: secretView(added, []), credentials: credentialsOf(clientId, text) };
		},
		async certify(request, input) {
			const { request: signingRequest } = parseInput(signRequestSchema, input);
			const client = await authenticated(request);
			const { customerId, domainId, clientId } = client.application;
			const presented = client.credential.credentialId;
			return parts.requestSigner.sign({
				tenant: { customerId, domainId },
				clientId,
				actor: clientActor(client, request),
				request: signingRequest,
				validityMs: undefined,
				overlapMs: undefined,
				createdBy: clientId,
				ancestors: descentOf(client.application, presented, clock.now()),
				assertMay: (application, now) => void descentOf(application, presented, now),
			});
		},
	};
}

/** Throws where what was proven a moment ago has ended since. */
function descentOf(application: ClientApplication, credentialId: string, now: number): readonly string[] {
	const descent = application.status === 'enabled' ? descentFrom(application, credentialId, now) : undefined;
	if (descent === undefined) throw new OAuthError('invalid_client', 'the client credentials have ended');
	return descent;
}

function clientActor({ application, credential }: AuthenticatedClient, { address }: SelfRequest): EventActor {
	const { clientId } = application;
	return { kind: 'client', clientId, credentialId: credential.credentialId, address: address ?? null };
}
