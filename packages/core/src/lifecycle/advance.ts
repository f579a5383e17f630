import type { ClientApplication } from '../applications/client-application.ts';
import { certificateEndsAt } from '../certificates/client-certificate.ts';
import { recordAdoption } from '../credentials/adopt.ts';
import { DAY_MS } from '../durations.ts';
import type { Decision } from '../events/decision.ts';
import { inTurn } from '../events/in-turn.ts';
import { secretEndsAt } from '../secrets/client-secret.ts';
import { shredSealed } from '../secrets/decide.ts';
import { boundLifetimes, giveExpiryNotices, nextExpiryNoticeAt } from './expiry.ts';
import type { AdvanceFacts } from './facts.ts';
import { actOnIdleness, nextIdleReviewAt } from './idle.ts';
import { nextQuietReviewAt, retireQuiet } from './quiet.ts';
import { beginScheduled, nextScheduledAt } from './schedule.ts';
import { nextStallReviewAt, noticeStall } from './stall.ts';

export type { AdvanceFacts } from './facts.ts';

/** So long at most the host's own rules, which are in no event, can be others before an application hears of them. */
const LONGEST_MS = DAY_MS;
/** What is due and could not be done is tried again after this. Milliseconds. */
const RETRY_MS = 1000;

/** What comes of a rotation that runs: before what it replaces is taken out for having ended. */
export function concludeRotation(
	application: ClientApplication,
	facts: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	return inTurn(
		application,
		(state) => noteAdoptions(state, facts),
		(state) => retireQuiet(state, facts, now),
		(state) => noticeStall(state, facts, now),
	);
}

/** What the rules of the domain bring about: of credentials that work. Decided again at once, it does nothing. */
export function applyRules(
	application: ClientApplication,
	facts: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	return inTurn(
		application,
		(state) => (facts.showOnce ? shredSealed(state) : { state, events: [] }),
		(state) => beginScheduled(state, facts, now),
		(state) => boundLifetimes(state, facts, now),
		(state) => giveExpiryNotices(state, facts, now),
		(state) => actOnIdleness(state, facts, now),
	);
}

/** When the life cycle must look again, if nothing happens before. */
export function nextReviewAt(application: ClientApplication, facts: AdvanceFacts, now: number): number {
	const times = [
		...application.secrets.map(secretEndsAt),
		...application.certificates.map(certificateEndsAt),
		nextQuietReviewAt(application, facts, now),
		nextStallReviewAt(application),
		nextExpiryNoticeAt(application, facts),
		nextScheduledAt(application, facts, now),
		nextIdleReviewAt(application, facts),
	].filter((time) => time !== null);
	const next = Math.min(now + LONGEST_MS, ...times);
	return next > now ? next : now + RETRY_MS;
}

function noteAdoptions(application: ClientApplication, { usages }: AdvanceFacts): Decision<ClientApplication> {
	return inTurn(
		application,
		...usages.map(
			({ credentialId, firstUsedAt, lastAddress }) =>
				(state: ClientApplication) =>
					recordAdoption(state, { credentialId, firstUsedAt, address: lastAddress }),
		),
	);
}
