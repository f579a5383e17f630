import type { ClientApplication } from '../applications/client-application.ts';
import { HOUR_MS } from '../durations.ts';
import type { Decision } from '../events/decision.ts';
import type { SecretInUse } from '../events/event.ts';
import { type ClientSecret, isSuperseded } from '../secrets/client-secret.ts';
import { type AdvanceFacts, lastUseOf } from './facts.ts';
import { successorOf, withRotation } from './rotation.ts';
import type { Rotation } from './state.ts';

/** Long before the deadline nobody need worry; at the deadline it is too late to extend. */
const LONGEST_LEAD_MS = HOUR_MS;

/**
 * Shortly before the deadline: says, once, which secrets are still in use that end then, and extends the overlap where
 * the rules allow it. An offer that nobody took up is told of too; nothing ends with it.
 */
export function noticeStall(
	application: ClientApplication,
	facts: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	const { rotation } = application.lifecycle;
	const reviewAt = nextStallReviewAt(application);
	if (rotation === null || reviewAt === null || now < reviewAt) return { state: application, events: [] };
	const { secretId, deadlineAt } = rotation;
	const stillUsed = secretsInUse(application, rotation, facts, now);
	const told = withRotation(application, { ...rotation, stalledFor: deadlineAt });
	if (stillUsed.length === 0) return { state: told, events: [] };
	const extendedTo = extension(rotation, facts, now);
	const state = extendedTo === null ? told : extend(told, rotation, extendedTo);
	return {
		state,
		events: [{ type: 'client_secret.rotation_stalled', data: { secretId, deadlineAt, extendedTo, stillUsed } }],
	};
}

export function nextStallReviewAt({ lifecycle: { rotation } }: ClientApplication): number | null {
	if (rotation === null || rotation.stalledFor === rotation.deadlineAt) return null;
	const { startedAt, deadlineAt } = rotation;
	return deadlineAt - Math.min(LONGEST_LEAD_MS, (deadlineAt - startedAt) / 10);
}

/** Used since the rotation began; and lately too, where its successor is in use by now. */
function secretsInUse(
	application: ClientApplication,
	rotation: Rotation,
	facts: AdvanceFacts,
	now: number,
): SecretInUse[] {
	const adopted = (successorOf(application)?.adoptedAt ?? null) !== null;
	const since = adopted ? Math.max(rotation.startedAt, now - facts.rules.quietMs) : rotation.startedAt;
	return endingWith(application, rotation).flatMap(({ secretId }) => {
		const usage = lastUseOf(facts, secretId);
		if (usage === undefined || usage.lastUsedAt < since) return [];
		return [{ secretId, lastUsedAt: usage.lastUsedAt, lastAddress: usage.lastAddress }];
	});
}

function endingWith({ secrets }: ClientApplication, { secretId, deadlineAt }: Rotation): ClientSecret[] {
	if (secretId === null) return [...secrets];
	return secrets.filter((secret) => secret.overlapEndsAt === deadlineAt);
}

/** As long again as the overlap was, up to its maximum; null where it ends as it should. */
function extension(rotation: Rotation, { rules }: AdvanceFacts, now: number): number | null {
	const { secretId, startedAt, deadlineAt, byEvidence } = rotation;
	if (secretId === null || !byEvidence || !rules.extendStalled || now >= deadlineAt) return null;
	const extended = Math.min(startedAt + rules.maxOverlapMs, 2 * deadlineAt - startedAt);
	return extended > deadlineAt ? extended : null;
}

function extend(application: ClientApplication, rotation: Rotation, extendedTo: number): ClientApplication {
	const ending = endingWith(application, rotation).map(({ secretId }) => secretId);
	const secrets = application.secrets.map((secret) =>
		isSuperseded(secret) && ending.includes(secret.secretId) ? { ...secret, overlapEndsAt: extendedTo } : secret,
	);
	return withRotation(
		{ ...application, secrets },
		{ ...rotation, deadlineAt: extendedTo, stalledFor: rotation.deadlineAt },
	);
}
