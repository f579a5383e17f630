import type { NotificationsState } from '../state/state.ts';

/** Before anybody has looked at them. */
export const noNotifications: NotificationsState = {
	endpoints: null,
	adding: null,
	signingSecret: null,
	opened: null,
	removing: null,
	busy: false,
	failure: null,
};
