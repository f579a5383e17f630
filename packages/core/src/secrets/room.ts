import type { ClientApplication } from '../applications/client-application.ts';
import { type DecisionRules, decide } from '../applications/decide.ts';
import type { KeyChange } from '../assertions/change-keys.ts';
import { LatchkeyError } from '../errors.ts';
import { replaceableSuccessor } from '../lifecycle/rotation.ts';
import { MAX_SECRETS } from './client-secret.ts';

/** Credentials that work and that were revoked of late, together: bounds the document. */
const MAX_REMEMBERED = 100;

/**
 * Throws `too_many_secrets`. Of what time has ended or let be forgotten, nothing counts any more; nor, where a rotation
 * is `taken up`, the successor that the new secret replaces.
 */
export function assertRoomForSecret(
	application: ClientApplication,
	takingUp: boolean,
	presented: string | undefined,
	now: number,
	rules: DecisionRules,
): void {
	const { state } = decide(application, { type: 'settle' }, now, rules);
	const leaving = takingUp && replaceableSuccessor(state, presented) ? 1 : 0;
	const working = state.secrets.length - leaving;
	if (working + state.revokedCredentials.length >= MAX_REMEMBERED) throw tooManyRevoked();
	if (working >= MAX_SECRETS) {
		throw new LatchkeyError('too_many_secrets', `at most ${MAX_SECRETS} secrets work at a time; revoke one first`, {
			limit: MAX_SECRETS,
		});
	}
}

/** As `assertRoomForSecret`, where new keys are to be added. Whatever there is can always be taken away. */
export function assertRoomForKeys(
	application: ClientApplication,
	keys: KeyChange,
	now: number,
	rules: DecisionRules,
): void {
	const { state } = decide(application, { type: 'edit', fields: {}, keys }, now, rules);
	const { secrets, certificates, publicKeys, revokedCredentials } = state;
	if (secrets.length + certificates.length + publicKeys.length + revokedCredentials.length > MAX_REMEMBERED) {
		throw tooManyRevoked();
	}
}

function tooManyRevoked(): LatchkeyError {
	return new LatchkeyError('too_many_secrets', 'too many credentials were revoked of late; try again in two days', {
		limit: MAX_REMEMBERED,
	});
}
