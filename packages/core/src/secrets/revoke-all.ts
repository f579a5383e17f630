import type { ClientApplication } from '../applications/client-application.ts';
import type { Decision } from '../events/decision.ts';
import { inTurn } from '../events/in-turn.ts';
import { revokeSecret } from './decide.ts';

/**
 * Every secret, and every token: those too that secrets earned which have ended since, of which the document knows no
 * more. So the epoch goes up each time, whether there was anything left to revoke or not.
 */
export function revokeAllSecrets(
	application: ClientApplication,
	leaked: boolean,
	now: number,
): Decision<ClientApplication> {
	const { state, events } = inTurn(
		application,
		...application.secrets.map(
			({ secretId }) =>
				(before: ClientApplication) =>
					revokeSecret(before, secretId, leaked, now),
		),
	);
	return { state: { ...state, tokenEpoch: state.tokenEpoch + 1, invalidatedAt: now }, events };
}
