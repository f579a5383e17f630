import { settleCertificates } from '../certificates/decide.ts';
import type { Decision } from '../events/decision.ts';
import { inTurn } from '../events/in-turn.ts';
import { settleRotation } from '../lifecycle/rotation.ts';
import { settleSecrets } from '../secrets/decide.ts';
import type { ClientApplication } from './client-application.ts';

/** Nothing but what the end of credentials has brought about, and what may be forgotten. */
export function settle(
	application: ClientApplication,
	now: number,
	revocationMemoryMs: number,
): Decision<ClientApplication> {
	const { state, events } = inTurn(
		application,
		(before) => settleSecrets(before, now, revocationMemoryMs),
		(before) => settleCertificates(before, now),
	);
	return { state: settleRotation(state), events };
}
