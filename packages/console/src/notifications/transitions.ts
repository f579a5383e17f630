import type { Failure } from '../api/failure.ts';
import type { Delivery, DeliveryPage, Endpoint } from '../api/wire.ts';
import { changeFlyout } from '../flyout/transitions.ts';
import type { EndpointDraft, NotificationsState, State } from '../state/state.ts';
import type { Transition } from '../state/store.ts';

type Change = (notifications: NotificationsState) => Partial<NotificationsState>;

const changeNotifications = (clientId: string | undefined, change: Change): Transition<State> =>
	changeFlyout(clientId, ({ notifications }) => ({ notifications: { ...notifications, ...change(notifications) } }));

export const notificationsBusy = (clientId: string): Transition<State> =>
	changeNotifications(clientId, () => ({ busy: true, failure: null }));

export const notificationsFailed = (clientId: string, failure: Failure): Transition<State> =>
	changeNotifications(clientId, () => ({ busy: false, failure }));

/** Those that hear of the application: its own, and those of the whole domain. */
export const endpointsCame = (clientId: string, all: readonly Endpoint[]): Transition<State> =>
	changeNotifications(clientId, () => ({
		endpoints: all.filter((endpoint) => endpoint.clientId === null || endpoint.clientId === clientId),
		busy: false,
		removing: null,
	}));

export const endpointDrafted = (fields: Partial<EndpointDraft> | null): Transition<State> =>
	changeNotifications(undefined, ({ adding }) => ({
		adding: fields === null ? null : { ...(adding ?? { url: '', wholeDomain: false }), ...fields },
		failure: null,
	}));

/** Shown in the answer that made it, and never again. */
export const signingSecretCame = (clientId: string, endpointId: string, text: string): Transition<State> =>
	changeNotifications(clientId, () => ({ adding: null, signingSecret: { endpointId, text, shown: false } }));

export const signingSecretToggled: Transition<State> = changeNotifications(undefined, ({ signingSecret }) => ({
	signingSecret: signingSecret && { ...signingSecret, shown: !signingSecret.shown },
}));

export const signingSecretGone: Transition<State> = changeNotifications(undefined, () => ({ signingSecret: null }));

export const removalAsked = (endpointId: string | null): Transition<State> =>
	changeNotifications(undefined, () => ({ removing: endpointId }));

export const deliveriesClosed: Transition<State> = changeNotifications(undefined, () => ({ opened: null }));

export const deliveriesCame = (
	clientId: string,
	endpointId: string,
	{ items, next }: DeliveryPage,
	earlier: readonly Delivery[],
): Transition<State> =>
	changeNotifications(clientId, () => ({
		opened: { endpointId, deliveries: [...earlier, ...items], next },
		busy: false,
	}));
