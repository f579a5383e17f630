import type { ClientApplication } from '../applications/client-application.ts';
import type { Decision } from '../events/decision.ts';
import { type ClientSecret, isSuperseded, secretWorks } from '../secrets/client-secret.ts';
import { type AdvanceFacts, lastUseOf } from './facts.ts';
import { retire, successorOf } from './rotation.ts';
import type { Rotation } from './state.ts';

/** Where some process has not yet written what it saw, it is asked again after this. */
const USAGE_LAG_MS = 5000;

/** Ends what is being replaced once its successor is in use and traffic has left it for the quiet time. */
export function retireQuiet(
	application: ClientApplication,
	facts: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	const known = Math.min(now, facts.usageKnownUntil);
	const quiet = quietTimes(application, facts).filter(
		({ secret, quietAt }) => quietAt <= known && secretWorks(secret, now),
	);
	return retire(
		application,
		quiet.map(({ secret }) => secret),
	);
}

export function nextQuietReviewAt(application: ClientApplication, facts: AdvanceFacts, now: number): number | null {
	const times = quietTimes(application, facts).map(({ quietAt }) => quietAt);
	if (times.length === 0) return null;
	const next = Math.min(...times);
	return next > now ? next : now + USAGE_LAG_MS;
}

/** For each secret that evidence may end: from when on it has been quiet for long enough, by what is known now. */
function quietTimes(
	application: ClientApplication,
	facts: AdvanceFacts,
): { readonly secret: ClientSecret; readonly quietAt: number }[] {
	const { rotation } = application.lifecycle;
	const adoptedAt = successorOf(application)?.adoptedAt ?? null;
	if (rotation === null || !rotation.byEvidence || !facts.rules.retireWhenQuiet || adoptedAt === null) return [];
	// Whoever holds a token need not come back for another before it ends.
	const quietMs = Math.max(facts.rules.quietMs, 2 * (application.tokenLifetimeSeconds ?? 0) * 1000);
	return application.secrets.filter(isSuperseded).map((secret) => ({
		secret,
		quietAt: lastHeardOf(secret, rotation, adoptedAt, facts) + quietMs,
	}));
}

function lastHeardOf(secret: ClientSecret, { startedAt }: Rotation, adoptedAt: number, facts: AdvanceFacts): number {
	return Math.max(startedAt, adoptedAt, lastUseOf(facts, secret.secretId)?.lastUsedAt ?? 0);
}
