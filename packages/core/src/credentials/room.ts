import type { ClientApplication } from '../applications/client-application.ts';
import type { DecisionRules } from '../applications/decide.ts';
import { settle } from '../applications/settle.ts';
import { changeKeys, type KeyChange } from '../assertions/change-keys.ts';
import { MAX_CERTIFICATES } from '../certificates/client-certificate.ts';
import { LatchkeyError } from '../errors.ts';
import { replaceableSuccessor } from '../lifecycle/rotation.ts';
import { MAX_SECRETS } from '../secrets/client-secret.ts';
import { credentialsIn, sumOf } from './count.ts';

/** Bounds the document. */
export const MAX_REMEMBERED = 100;

/**
 * Credentials that work and that were revoked of late, together: each that works may be revoked, and is remembered
 * then.
 */
export function remembered(application: ClientApplication): number {
	return sumOf(credentialsIn(application)) + application.revokedCredentials.length;
}

/** Of an application that is settled: what time has ended or let be forgotten takes no room. */
export function hasRoomForSecret(application: ClientApplication): boolean {
	return remembered(application) < MAX_REMEMBERED && application.secrets.length < MAX_SECRETS;
}

/**
 * Throws `too_many_revoked` and `too_many_secrets`. Where a rotation is taken up, the successor that the new secret
 * replaces takes no room; `presented` is the secret by which an integration asks.
 */
export function assertRoomForSecret(
	application: ClientApplication,
	takingUp: boolean,
	presented: string | undefined,
	now: number,
	rules: DecisionRules,
): void {
	const { state } = settle(application, now, rules.revocationMemoryMs);
	const leaving = takingUp && replaceableSuccessor(state, presented) ? 1 : 0;
	assertRemembers(remembered(state) - leaving + 1);
	if (state.secrets.length - leaving >= MAX_SECRETS) {
		const message = `at most ${MAX_SECRETS} secrets work at a time; revoke one first`;
		throw new LatchkeyError('too_many_secrets', message, { limit: MAX_SECRETS });
	}
}

/** Throws `too_many_revoked` and `too_many_certificates`. */
export function assertRoomForCertificate(application: ClientApplication, now: number, rules: DecisionRules): void {
	const { state } = settle(application, now, rules.revocationMemoryMs);
	assertRemembers(remembered(state) + 1);
	if (state.certificates.length >= MAX_CERTIFICATES) {
		const message = `at most ${MAX_CERTIFICATES} certificates work at a time; revoke one first`;
		throw new LatchkeyError('too_many_certificates', message, { limit: MAX_CERTIFICATES });
	}
}

/** Where some of the keys are new: whatever there is can always be taken away. Throws `too_many_revoked`. */
export function assertRoomForKeys(
	application: ClientApplication,
	keys: KeyChange,
	now: number,
	rules: DecisionRules,
): void {
	assertRemembers(remembered(changeKeys(settle(application, now, rules.revocationMemoryMs).state, keys, now).state));
}

function assertRemembers(count: number): void {
	if (count <= MAX_REMEMBERED) return;
	const message = 'too many credentials were revoked of late; try again in two days';
	throw new LatchkeyError('too_many_revoked', message, { limit: MAX_REMEMBERED });
}
