import type { ClientApplication } from '../applications/client-application.ts';
import type { ApplicationWriter } from '../applications/writer.ts';
import { OAuthError } from '../errors.ts';
import type { Clock, Logger, Scheduler } from '../ports.ts';
import type { ClientSecret } from '../secrets/client-secret.ts';
import type { AuthenticatedClient } from '../tokens/credential.ts';
import type { UsageBuffer } from './buffer.ts';

/**
 * Notes that a credential was used, before anything is answered. Most often there is nothing to wait for. Only the first use
 * of a successor that may still be replaced is committed first: who has been answered by it may throw the old one away.
 */
export type RecordUse = (
	client: AuthenticatedClient,
	address: string | undefined,
	use: CredentialUse,
) => Promise<void> | undefined;

/** What it was used for: to be given a token, or anything else. */
export type CredentialUse = 'token' | 'other';

export interface UseRecorder {
	readonly recordUse: RecordUse;
	/** Resolves when every first use seen so far is written, or could not be. */
	settled(): Promise<void>;
}

export interface UseRecorderParts {
	readonly usage: UsageBuffer;
	readonly writer: ApplicationWriter;
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	readonly logger: Logger;
}

export function useRecorder({ usage, writer, clock, scheduler, logger }: UseRecorderParts): UseRecorder {
	const inHand = new Map<string, Promise<void>>();

	async function adopt(
		{ customerId, domainId, clientId }: ClientApplication,
		{ secretId }: ClientSecret,
		at: number,
		address: string | null,
	): Promise<void> {
		const use = { credentialId: secretId, firstUsedAt: at, address };
		const tenant = { customerId, domainId };
		const after = await writer.change(tenant, clientId, { kind: 'system' }, () => ({ type: 'record_adoption', use }));
		if (after.secrets.some((kept) => kept.secretId === secretId)) return;
		throw new OAuthError('invalid_client', 'the client secret has just ended');
	}

	async function adoptLater(
		application: ClientApplication,
		secret: ClientSecret,
		at: number,
		address: string | null,
	): Promise<void> {
		// Later than the answer: nobody waits for a token until this is written.
		await scheduler.delay(0);
		try {
			await adopt(application, secret, at, address);
		} catch (error) {
			const { clientId } = application;
			logger.warn({ clientId, error: String(error) }, 'a first use was not recorded; the next use will be');
		}
	}

	return {
		recordUse({ application, credential }, address, use) {
			const at = clock.now();
			const { clientId } = application;
			const tokensIssued = use === 'token' ? 1 : 0;
			usage.record(application, { clientId, credentialId: credential.credentialId, tokensIssued, at, address });
			if (credential.kind !== 'client_secret') return undefined;
			const { secret } = credential;
			if (secret.adoptedAt !== null) return undefined;
			const from = address ?? null;
			if (mayBeReplaced(application, secret)) return adopt(application, secret, at, from);
			if (inHand.has(secret.secretId)) return undefined;
			const adopting = adoptLater(application, secret, at, from).finally(() => inHand.delete(secret.secretId));
			inHand.set(secret.secretId, adopting);
			return undefined;
		},
		async settled() {
			await Promise.all(inHand.values());
		},
	};
}

function mayBeReplaced({ lifecycle: { rotation } }: ClientApplication, { secretId }: ClientSecret): boolean {
	return rotation !== null && rotation.secretId === secretId && rotation.origin !== 'user';
}
