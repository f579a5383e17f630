import type { ClientApplication } from '../applications/client-application.ts';
import { DAY_MS } from '../durations.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent } from '../events/event.ts';
import type { AdvanceFacts } from './facts.ts';
import type { LifecycleRules } from './rules.ts';

/** Where the rules give no notice at all, a credential that a new rule finds too old lives for another week. */
const LEAST_GRACE_MS = 7 * DAY_MS;

/** What a credential tells of its end. */
interface Expiring {
	readonly createdAt: number;
	readonly expiresAt: number | null;
	readonly overlapEndsAt: number | null;
	readonly expiryNoticeMs: number | null;
}

/** No credential outlives the longest lifetime; one that a new rule finds too old ends after the longest notice. */
export function boundLifetimes(
	application: ClientApplication,
	{ rules }: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	const { maxLifetimeMs } = rules;
	if (maxLifetimeMs === null) return { state: application, events: [] };
	const grace = Math.min(maxLifetimeMs, rules.noticesMs[0] ?? LEAST_GRACE_MS);
	const bounded = <Credential extends Expiring>(credential: Credential): Credential => {
		const latest = Math.max(credential.createdAt + maxLifetimeMs, now + grace);
		const within = credential.expiresAt !== null && credential.expiresAt <= latest;
		return within ? credential : { ...credential, expiresAt: latest };
	};
	return {
		state: withCredentials(application, application.secrets.map(bounded), application.certificates.map(bounded)),
		events: [],
	};
}

/** One notice at a time, the most urgent one: after a long sleep nobody needs to hear the earlier ones. */
export function giveExpiryNotices(
	application: ClientApplication,
	{ rules }: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	if (application.status !== 'enabled') return { state: application, events: [] };
	const events: DecidedEvent[] = [];
	const noticed = <Credential extends Expiring>(
		credential: Credential,
		tell: (credential: Credential, expiresAt: number) => DecidedEvent,
	): Credential => {
		const { expiresAt } = credential;
		const [urgent] = noticesLeft(credential, rules)
			.filter(({ at }) => at <= now)
			.toReversed();
		if (urgent === undefined || expiresAt === null || expiresAt <= now) return credential;
		events.push(tell(credential, expiresAt));
		return { ...credential, expiryNoticeMs: urgent.noticeMs };
	};
	const secrets = application.secrets.map((secret) =>
		noticed(secret, ({ secretId }, expiresAt) => ({ type: 'client_secret.expiring', data: { secretId, expiresAt } })),
	);
	const certificates = application.certificates.map((certificate) =>
		noticed(certificate, ({ certificateId, serialNumber }, expiresAt) => ({
			type: 'client_certificate.expiring',
			data: { certificateId, serialNumber, expiresAt },
		})),
	);
	return { state: withCredentials(application, secrets, certificates), events };
}

export function nextExpiryNoticeAt(application: ClientApplication, { rules }: AdvanceFacts): number | null {
	if (application.status !== 'enabled') return null;
	const { secrets, certificates } = application;
	const times = [...secrets, ...certificates].flatMap((one) => noticesLeft(one, rules).map(({ at }) => at));
	return times.length === 0 ? null : Math.min(...times);
}

/** The same application where all of them are as they were. */
function withCredentials(
	application: ClientApplication,
	secrets: ClientApplication['secrets'],
	certificates: ClientApplication['certificates'],
): ClientApplication {
	const same = <Item>(before: readonly Item[], after: readonly Item[]): boolean =>
		after.every((one, index) => one === before[index]);
	const keptSecrets = same(application.secrets, secrets);
	const keptCertificates = same(application.certificates, certificates);
	if (keptSecrets && keptCertificates) return application;
	return {
		...application,
		secrets: keptSecrets ? application.secrets : secrets,
		certificates: keptCertificates ? application.certificates : certificates,
	};
}

/** In order of time. None for a credential that its successor ends before, nor for a time before it was made. */
function noticesLeft(
	{ expiresAt, overlapEndsAt, createdAt, expiryNoticeMs }: Expiring,
	rules: LifecycleRules,
): { readonly noticeMs: number; readonly at: number }[] {
	if (expiresAt === null || (overlapEndsAt !== null && overlapEndsAt <= expiresAt)) return [];
	return rules.noticesMs
		.filter((noticeMs) => noticeMs < (expiryNoticeMs ?? Number.POSITIVE_INFINITY))
		.map((noticeMs) => ({ noticeMs, at: expiresAt - noticeMs }))
		.filter(({ at }) => at > createdAt);
}
