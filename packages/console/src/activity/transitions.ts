import type { Failure } from '../api/failure.ts';
import type { AuditPage } from '../api/wire.ts';
import { changeFlyout } from '../flyout/transitions.ts';
import type { ActivityState, State } from '../state/state.ts';
import type { Transition } from '../state/store.ts';

const none: ActivityState = { entries: [], next: null, busy: true, failure: null };

/** Anew from the newest entry, or what comes after those that are there. */
export const activityAsked = (clientId: string, how: 'anew' | 'more'): Transition<State> =>
	changeFlyout(clientId, ({ activity }) => ({
		activity: how === 'more' && activity !== null ? { ...activity, busy: true, failure: null } : none,
	}));

export const activityCame = (clientId: string, { items, next }: AuditPage): Transition<State> =>
	changeFlyout(clientId, ({ activity }) => ({
		activity: { entries: [...(activity?.entries ?? []), ...items], next, busy: false, failure: null },
	}));

export const activityFailed = (clientId: string, failure: Failure): Transition<State> =>
	changeFlyout(clientId, ({ activity }) => ({ activity: { ...(activity ?? none), busy: false, failure } }));
