import type { ClientApplication } from '../applications/client-application.ts';
import { disable, remove } from '../applications/edit.ts';
import { DAY_MS } from '../durations.ts';
import type { Decision } from '../events/decision.ts';
import { inTurn } from '../events/in-turn.ts';
import type { AdvanceFacts } from './facts.ts';
import type { IdleWarning } from './state.ts';

/** What comes next for an application that goes on being unused. */
interface IdleStep {
	readonly action: IdleWarning['action'];
	readonly idleSince: number;
	readonly actionAt: number;
	/** Before `actionAt`, longest first; at least one. */
	readonly noticesMs: readonly number[];
}

/** A rule that is new finds applications that have been idle for years: they have so long from the first notice on. */
const LEAST_WARNING_MS = 7 * DAY_MS;

/** Gives notice, and then disables or removes what nobody has used. */
export function actOnIdleness(
	application: ClientApplication,
	facts: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	const step = idleStep(application, facts);
	const warning = warningOf(application, step);
	if (step === undefined) return { state: withWarning(application, null), events: [] };
	if (warning !== null && now >= warning.actionAt) return act(application, warning, facts, now);
	const actionAt = warning?.actionAt ?? Math.max(step.actionAt, now + leastWarning(step));
	const noticeMs = step.noticesMs.findLast((notice) => actionAt - notice <= now);
	if (noticeMs === undefined || (warning !== null && noticeMs >= warning.noticeMs)) {
		return { state: withWarning(application, warning), events: [] };
	}
	const { action, idleSince } = step;
	return {
		state: withWarning(application, { action, idleSince, actionAt, noticeMs }),
		events: [{ type: 'client_application.idle', data: { idleSince, action, actionAt } }],
	};
}

export function nextIdleReviewAt(application: ClientApplication, facts: AdvanceFacts): number | null {
	const step = idleStep(application, facts);
	if (step === undefined) return null;
	const warning = warningOf(application, step);
	if (warning === null) return step.actionAt - (step.noticesMs[0] ?? 0);
	const next = step.noticesMs.find((notice) => notice < warning.noticeMs) ?? 0;
	return warning.actionAt - next;
}

function act(
	application: ClientApplication,
	{ action }: IdleWarning,
	facts: AdvanceFacts,
	now: number,
): Decision<ClientApplication> {
	if (action === 'remove') return remove(application, now);
	const lifecycle = { ...application.lifecycle, idleWarning: null, idleDisabledAt: now };
	const disabled: Decision<ClientApplication> = {
		state: { ...disable(application, now), lifecycle },
		events: [{ type: 'client_application.disabled', data: {} }],
	};
	// Of its removal it may be time to warn already.
	return inTurn(
		application,
		() => disabled,
		(state) => actOnIdleness(state, facts, now),
	);
}

/** What somebody disabled by hand is left alone. */
function idleStep(application: ClientApplication, { rules, usages }: AdvanceFacts): IdleStep | undefined {
	const { status, lifecycle } = application;
	const { idleDisableAfterMs, idleRemoveAfterMs } = rules;
	const idleSince = Math.max(lifecycle.activeSince, ...usages.map(({ lastUsedAt }) => lastUsedAt));
	const enabled = status === 'enabled';
	const step = (action: IdleWarning['action'], afterMs: number): IdleStep => {
		const notices = rules.noticesMs.filter((notice) => notice < afterMs);
		return {
			action,
			idleSince,
			actionAt: idleSince + afterMs,
			noticesMs: notices.length > 0 ? notices : [Math.ceil(afterMs / 2)],
		};
	};
	if (enabled && idleDisableAfterMs !== null) return step('disable', idleDisableAfterMs);
	if ((enabled || lifecycle.idleDisabledAt !== null) && idleRemoveAfterMs !== null) {
		return step('remove', idleRemoveAfterMs);
	}
	return undefined;
}

/** A warning counts for what it was given: a use since then, or another rule, makes it void. */
function warningOf({ lifecycle: { idleWarning } }: ClientApplication, step: IdleStep | undefined): IdleWarning | null {
	const holds = idleWarning?.action === step?.action && idleWarning?.idleSince === step?.idleSince;
	return holds ? idleWarning : null;
}

function leastWarning({ noticesMs }: IdleStep): number {
	return Math.min(LEAST_WARNING_MS, noticesMs[0] ?? LEAST_WARNING_MS);
}

function withWarning(application: ClientApplication, idleWarning: IdleWarning | null): ClientApplication {
	if (application.lifecycle.idleWarning === idleWarning) return application;
	return { ...application, lifecycle: { ...application.lifecycle, idleWarning } };
}
