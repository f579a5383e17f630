import type { ClientApplication } from '../applications/client-application.ts';
import { hasRoomForSecret } from '../credentials/room.ts';
import { HOUR_MS } from '../durations.ts';
import type { Decision } from '../events/decision.ts';
import { inTurn } from '../events/in-turn.ts';
import { isSuperseded } from '../secrets/client-secret.ts';
import { addSecret } from '../secrets/decide.ts';
import type { AdvanceFacts } from './facts.ts';
import { withRotation } from './rotation.ts';

/** What could not begin, since there is no room for another secret, is tried again after this. */
const RETRY_MS = HOUR_MS;

/** Whether `advance` would add a secret, were it given one. */
export function wantsSecret(application: ClientApplication, facts: AdvanceFacts, now: number): boolean {
	const dueAt = scheduledAt(application, facts);
	return !facts.showOnce && dueAt !== null && dueAt <= now && hasRoomForSecret(application);
}

/**
 * Makes the new secret and offers it; where secrets are shown once only the offer, to be taken up by whoever needs it.
 */
export function beginScheduled(
	application: ClientApplication,
	facts: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	const dueAt = scheduledAt(application, facts);
	if (dueAt === null || now < dueAt) return { state: application, events: [] };
	const { overlapMs } = facts.rules;
	const deadlineAt = now + overlapMs;
	if (facts.showOnce) {
		const state = withRotation(application, {
			origin: 'schedule',
			startedAt: now,
			secretId: null,
			deadlineAt,
			byEvidence: true,
			replaces: [],
			stalledFor: null,
		});
		return { state, events: [{ type: 'client_secret.rotation_offered', data: { secretId: null, deadlineAt } }] };
	}
	const { secret } = facts;
	if (secret === undefined || !wantsSecret(application, facts, now)) return { state: application, events: [] };
	return inTurn(
		application,
		(state) => addSecret(state, secret, { origin: 'schedule', overlapMs, byEvidence: true }, now),
		(state) => ({
			state,
			events: [{ type: 'client_secret.rotation_offered', data: { secretId: secret.secretId, deadlineAt } }],
		}),
	);
}

export function nextScheduledAt(application: ClientApplication, facts: AdvanceFacts, now: number): number | null {
	const dueAt = scheduledAt(application, facts);
	if (dueAt === null || dueAt > now) return dueAt;
	return hasRoomForSecret(application) ? now : now + RETRY_MS;
}

/** When the newest secret is old enough, or an overlap before it expires; null where nothing is to be rotated. */
function scheduledAt({ status, secrets, lifecycle }: ClientApplication, { rules }: AdvanceFacts): number | null {
	const newest = secrets.findLast((secret) => !isSuperseded(secret));
	if (rules.rotateEveryMs === null || status !== 'enabled' || lifecycle.rotation !== null) return null;
	if (newest === undefined) return null;
	const { createdAt, expiresAt } = newest;
	const beforeExpiry = expiresAt === null ? Number.POSITIVE_INFINITY : Math.max(createdAt, expiresAt - rules.overlapMs);
	const dueAt = Math.min(createdAt + rules.rotateEveryMs, beforeExpiry);
	return Math.max(dueAt, lifecycle.rotationPostponedUntil ?? 0);
}
