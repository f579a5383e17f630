import { type ActivityOperations, activityOperations } from '../activity/operations.ts';
import { type CertificatesOperations, certificatesOperations } from '../certificates/operations.ts';
import { madeCertificateGone } from '../certificates/transitions.ts';
import { type DialogOperations, dialogOperations } from '../dialogs/operations.ts';
import { type FlyoutOperations, flyoutOperations } from '../flyout/operations.ts';
import { type KeysOperations, keysOperations } from '../keys/operations.ts';
import { type ListOperations, listOperations } from '../list/operations.ts';
import { type NotificationsOperations, notificationsOperations } from '../notifications/operations.ts';
import { signingSecretGone } from '../notifications/transitions.ts';
import { type SessionOperations, sessionOperations } from '../session/operations.ts';
import type { Parts } from './parts.ts';
import type { State, Tab } from './state.ts';
import type { Transition } from './store.ts';

/** All that a view can ask for. */
export interface Controller {
	/** For what needs no call. */
	apply(transition: Transition<State>): void;
	readonly session: SessionOperations;
	readonly list: ListOperations;
	readonly dialogs: DialogOperations;
	readonly flyout: FlyoutOperations;
	readonly activity: ActivityOperations;
	readonly certificates: CertificatesOperations;
	readonly notifications: NotificationsOperations;
	readonly keys: KeysOperations;
}

export function createController(parts: Parts, visible: () => boolean): Controller {
	const failed: SessionOperations['failed'] = (error) => session.failed(error);
	const notice: SessionOperations['notice'] = (text) => session.notice(text);
	const list = listOperations(parts, failed);
	const session = sessionOperations(parts, list.reload);
	const activity = activityOperations(parts, failed);
	const notifications = notificationsOperations(parts, { failed, notice });
	const keys = keysOperations(parts, { failed, notice });
	const onTab = (tab: Tab): void => {
		// A signing secret and a key leave with their tabs.
		parts.store.apply(signingSecretGone);
		parts.store.apply(madeCertificateGone);
		if (tab === 'activity') void activity.load();
		if (tab === 'notifications') void notifications.load();
	};
	const flyout = flyoutOperations(parts, { failed, notice, visible, onTab });
	const certificates = certificatesOperations(parts, { failed, refresh: flyout.refresh });
	const dialogs = dialogOperations(parts, {
		failed,
		notice,
		reload: list.reload,
		openFlyout: (clientId) => flyout.open(clientId, 'privileges'),
		closeFlyout: (clientId) => {
			if (parts.store.get().flyout?.clientId === clientId) flyout.close();
		},
	});
	return { apply: parts.store.apply, session, list, dialogs, flyout, activity, certificates, notifications, keys };
}
