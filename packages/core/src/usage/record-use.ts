import type { ClientApplication } from '../applications/client-application.ts';
import type { ApplicationWriter } from '../applications/writer.ts';
import { OAuthError } from '../errors.ts';
import { SYSTEM } from '../events/event-actor.ts';
import type { Clock, Logger, Scheduler } from '../ports.ts';
import { type AuthenticatedClient, CREDENTIAL_NAMES, type Credential } from '../tokens/credential.ts';
import type { UsageBuffer } from './buffer.ts';

/**
 * Notes that a credential was used, before anything is answered. Most often there is nothing to wait for. Only the
 * first use of a successor that may still be replaced is committed first: who has been answered by it may throw the old
 * one away.
 */
export type RecordUse = (
	client: AuthenticatedClient,
	address: string | undefined,
	use: Purpose,
) => Promise<void> | undefined;

/** What it was used for: to be given a token, or anything else. */
export type Purpose = 'token' | 'other';

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
		{ credentialId, kind }: Credential,
		at: number,
		address: string | null,
	): Promise<void> {
		const use = { credentialId, firstUsedAt: at, address };
		const tenant = { customerId, domainId };
		const after = await writer.change(tenant, clientId, SYSTEM, () => ({ type: 'record_adoption', use }));
		if (after.secrets.some(({ secretId }) => secretId === credentialId)) return;
		if (after.certificates.some(({ certificateId }) => certificateId === credentialId)) return;
		throw new OAuthError('invalid_client', `the ${CREDENTIAL_NAMES[kind]} has just ended`);
	}

	async function adoptLater(
		application: ClientApplication,
		credential: Credential,
		at: number,
		address: string | null,
	): Promise<void> {
		// Later than the answer: nobody waits for a token until this is written.
		await scheduler.delay(0);
		try {
			await adopt(application, credential, at, address);
		} catch (error) {
			const { clientId } = application;
			logger.warn({ clientId, error: String(error) }, 'a first use was not recorded; the next use will be');
		}
	}

	return {
		recordUse({ application, credential }, address, use) {
			const at = clock.now();
			const { clientId } = application;
			const { credentialId } = credential;
			const tokensIssued = use === 'token' ? 1 : 0;
			usage.record(application, { clientId, credentialId, tokensIssued, at, address });
			if (credential.kind === 'public_key' || credential.adoptedAt !== null) return undefined;
			const from = address ?? null;
			if (mayBeReplaced(application, credential)) return adopt(application, credential, at, from);
			if (inHand.has(credentialId)) return undefined;
			const adopting = adoptLater(application, credential, at, from).finally(() => inHand.delete(credentialId));
			inHand.set(credentialId, adopting);
			return undefined;
		},
		async settled() {
			await Promise.all(inHand.values());
		},
	};
}

function mayBeReplaced({ lifecycle: { rotation } }: ClientApplication, { credentialId }: Credential): boolean {
	return rotation !== null && rotation.secretId === credentialId && rotation.origin !== 'user';
}
