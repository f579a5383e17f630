import { DAY_MS } from '../durations.ts';
import type { Verdict } from './attempt.ts';

/** What attempts tell of their endpoint. */
export interface EndpointHealth {
	/** Since when nothing but failures; milliseconds since the epoch. */
	readonly failingSince: number | null;
	/** Why nothing more is to be sent to it; null where it is. */
	readonly disable: 'gone' | 'failing' | null;
}

/** After so long of nothing but failures, nobody goes on trying. */
export const FAILING_LIMIT_MS = 5 * DAY_MS;

/** The health of an endpoint after one more attempt, which ended at `endedAt`. */
export function healthAfter(health: EndpointHealth, verdict: Verdict, endedAt: number): EndpointHealth {
	if (health.disable !== null) return health;
	if (verdict === 'delivered') return health.failingSince === null ? health : { failingSince: null, disable: null };
	const failingSince = health.failingSince ?? endedAt;
	if (verdict === 'gone') return { failingSince, disable: 'gone' };
	return { failingSince, disable: endedAt - failingSince >= FAILING_LIMIT_MS ? 'failing' : null };
}
