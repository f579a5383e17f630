import type { ClientApplication } from '../applications/client-application.ts';
import { type DecisionRules, decide } from '../applications/decide.ts';
import { LatchkeyError } from '../errors.ts';
import { MAX_CERTIFICATES } from './client-certificate.ts';

/** Working and lately revoked credentials together: bounds the document. */
const MAX_REMEMBERED = 100;

/** Throws `too_many_certificates`. Of what time has ended, nothing counts any more. */
export function assertRoomForCertificate(application: ClientApplication, now: number, rules: DecisionRules): void {
	const { state } = decide(application, { type: 'settle' }, now, rules);
	if (state.certificates.length >= MAX_CERTIFICATES) {
		const limit = MAX_CERTIFICATES;
		throw new LatchkeyError('too_many_certificates', `at most ${limit} certificates work at a time; revoke one first`, {
			limit,
		});
	}
	if (state.secrets.length + state.certificates.length + state.revokedCredentials.length >= MAX_REMEMBERED) {
		throw new LatchkeyError(
			'too_many_certificates',
			'too many credentials were revoked of late; try again in two days',
			{
				limit: MAX_REMEMBERED,
			},
		);
	}
}
