import type { ClientApplication } from '../applications/client-application.ts';
import { type DecisionRules, decide } from '../applications/decide.ts';
import { LatchkeyError } from '../errors.ts';
import { replaceableSuccessor } from '../lifecycle/rotation.ts';
import { MAX_SECRETS } from './client-secret.ts';

/** Working and lately revoked secrets together: bounds the document. */
const MAX_REMEMBERED_SECRETS = 100;

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
	if (working + state.revokedCredentials.length >= MAX_REMEMBERED_SECRETS) {
		throw new LatchkeyError('too_many_secrets', 'too many secrets were revoked of late; try again in two days', {
			limit: MAX_REMEMBERED_SECRETS,
		});
	}
	if (working >= MAX_SECRETS) {
		throw new LatchkeyError('too_many_secrets', `at most ${MAX_SECRETS} secrets work at a time; revoke one first`, {
			limit: MAX_SECRETS,
		});
	}
}
