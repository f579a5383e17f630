import type { ClientApplication } from '../applications/client-application.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent } from '../events/event.ts';
import type { ClientSecret } from '../secrets/client-secret.ts';
import type { AdvanceFacts } from './facts.ts';
import type { LifecycleRules } from './rules.ts';

/** Where the rules give no notice at all, a secret that a new rule finds too old lives for another week. */
const LEAST_GRACE_MS = 7 * 86_400_000;

/** No secret outlives the longest lifetime; one that a new rule finds too old ends after the longest notice. */
export function boundLifetimes(
	application: ClientApplication,
	{ rules }: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	const { maxLifetimeMs } = rules;
	if (maxLifetimeMs === null) return { state: application, events: [] };
	const grace = Math.min(maxLifetimeMs, rules.noticesMs[0] ?? LEAST_GRACE_MS);
	const bounded = application.secrets.map((secret) => {
		const latest = Math.max(secret.createdAt + maxLifetimeMs, now + grace);
		return secret.expiresAt !== null && secret.expiresAt <= latest ? secret : { ...secret, expiresAt: latest };
	});
	const changed = bounded.some((secret, index) => secret !== application.secrets[index]);
	return { state: changed ? { ...application, secrets: bounded } : application, events: [] };
}

/** One notice at a time, the most urgent one: after a long sleep nobody needs to hear the earlier ones. */
export function giveExpiryNotices(
	application: ClientApplication,
	{ rules }: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	if (application.status !== 'enabled') return { state: application, events: [] };
	const events: DecidedEvent[] = [];
	const secrets = application.secrets.map((secret) => {
		const due = noticesLeft(secret, rules).filter(({ at }) => at <= now);
		const [urgent] = due.toReversed();
		if (urgent === undefined || secret.expiresAt === null || secret.expiresAt <= now) return secret;
		events.push({
			type: 'client_secret.expiring',
			data: { secretId: secret.secretId, expiresAt: secret.expiresAt },
		});
		return { ...secret, expiryNoticeMs: urgent.noticeMs };
	});
	return { state: events.length === 0 ? application : { ...application, secrets }, events };
}

export function nextExpiryNoticeAt(application: ClientApplication, { rules }: AdvanceFacts): number | null {
	if (application.status !== 'enabled') return null;
	const times = application.secrets.flatMap((secret) => noticesLeft(secret, rules).map(({ at }) => at));
	return times.length === 0 ? null : Math.min(...times);
}

/** In order of time. None for a secret that its successor ends before, nor for a time before it was made. */
function noticesLeft(
	secret: ClientSecret,
	rules: LifecycleRules,
): { readonly noticeMs: number; readonly at: number }[] {
	const { expiresAt, overlapEndsAt, createdAt, expiryNoticeMs } = secret;
	if (expiresAt === null || (overlapEndsAt !== null && overlapEndsAt <= expiresAt)) return [];
	return rules.noticesMs
		.filter((noticeMs) => noticeMs < (expiryNoticeMs ?? Number.POSITIVE_INFINITY))
		.map((noticeMs) => ({ noticeMs, at: expiresAt - noticeMs }))
		.filter(({ at }) => at > createdAt);
}
