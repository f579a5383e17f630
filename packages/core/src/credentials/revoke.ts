import type { ClientApplication } from '../applications/client-application.ts';
import { edit } from '../applications/edit.ts';
import { NO_KEYS } from '../assertions/change-keys.ts';
import { endedCertificate } from '../certificates/decide.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent } from '../events/event.ts';
import { inTurn } from '../events/in-turn.ts';

/** A credential that was revoked, remembered until the last token that it earned has expired. */
export interface RevokedCredential {
	readonly credentialId: string;
	readonly revokedAt: number;
}

export interface RevokeOptions {
	/** Somebody else may hold it: revokes also what was given to who held it. False where absent. */
	readonly leaked?: boolean;
}

/**
 * Kills the credential and the tokens that it earned; those of the others live on. As leaked, also every credential
 * that was given to who held it; and then it may be a secret that has ended before, as those may, and has left tokens
 * only.
 */
export function revokeCredential(
	application: ClientApplication,
	credentialId: string,
	leaked: boolean,
	now: number,
): Decision<ClientApplication> {
	const isMeant = (id: string, ancestors: readonly string[]): boolean =>
		id === credentialId || (leaked && ancestors.includes(credentialId));
	const secrets = application.secrets.filter(({ secretId, ancestors }) => isMeant(secretId, ancestors));
	const certificates = application.certificates.filter(({ certificateId, ancestors }) =>
		isMeant(certificateId, ancestors),
	);
	const ended = leaked
		? application.endedSecrets.filter(({ secretId, ancestors }) => isMeant(secretId, ancestors))
		: [];
	if (secrets.length + certificates.length + ended.length === 0) return { state: application, events: [] };
	// One that has ended already may have left tokens.
	const killed = new Set([
		credentialId,
		...[...secrets, ...ended].map(({ secretId }) => secretId),
		...certificates.map(({ certificateId }) => certificateId),
	]);
	const known = application.revokedCredentials.map((revoked) => revoked.credentialId);
	const revoked = [...killed].filter((id) => !known.includes(id)).map((id) => ({ credentialId: id, revokedAt: now }));
	if (secrets.length + certificates.length + revoked.length === 0) return { state: application, events: [] };
	const state = {
		...application,
		secrets: secrets.length === 0 ? application.secrets : application.secrets.filter((one) => !secrets.includes(one)),
		certificates:
			certificates.length === 0
				? application.certificates
				: application.certificates.filter((one) => !certificates.includes(one)),
		revokedCredentials: [...application.revokedCredentials, ...revoked],
		invalidatedAt: now,
	};
	const events: DecidedEvent[] = [
		...secrets.map(({ secretId }): DecidedEvent => ({ type: 'client_secret.revoked', data: { secretId, leaked } })),
		...certificates.map(
			(certificate): DecidedEvent => ({
				type: 'client_certificate.revoked',
				data: { ...endedCertificate(certificate), reason: leaked ? 'key_compromise' : 'unspecified' },
			}),
		),
	];
	return { state, events };
}

/**
 * Every credential, public keys too (who stole a secret may hold the private half of the key), and every token: those
 * too that credentials earned which have ended since, of which the document knows no more. So the epoch goes up each
 * time, whether there was anything left to revoke or not.
 */
export function revokeAllCredentials(
	application: ClientApplication,
	leaked: boolean,
	now: number,
): Decision<ClientApplication> {
	const { secrets, certificates } = application;
	const ids = [...secrets.map(({ secretId }) => secretId), ...certificates.map(({ certificateId }) => certificateId)];
	const { state, events } = inTurn(
		application,
		...ids.map((id) => (before: ClientApplication) => revokeCredential(before, id, leaked, now)),
		(before) => edit(before, { fields: {}, keys: NO_KEYS }, now),
	);
	return { state: { ...state, tokenEpoch: state.tokenEpoch + 1, invalidatedAt: now }, events };
}
