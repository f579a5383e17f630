import type { Failure } from '../api/failure.ts';
import type { Application, ChangeInput, Read } from '../api/wire.ts';
import { noCertificates } from '../certificates/none.ts';
import { noKeysTouched } from '../keys/none.ts';
import { noNotifications } from '../notifications/none.ts';
import type { Draft, FlyoutState, State, Tab } from '../state/state.ts';
import type { Transition } from '../state/store.ts';

export const flyoutOpened =
	(clientId: string, tab: Tab): Transition<State> =>
	(state) => ({
		...state,
		menu: null,
		flyout: {
			clientId,
			tab,
			application: null,
			tag: '',
			draft: null,
			theirs: null,
			search: '',
			activity: null,
			certificates: noCertificates,
			notifications: noNotifications,
			keys: noKeysTouched,
			leaving: false,
			busy: true,
			failure: null,
		},
	});

export const flyoutClosed: Transition<State> = (state) => ({ ...state, flyout: null });

/** Changes the flyout where it is still that of the application; whichever is open where that is undefined. */
export const changeFlyout =
	(clientId: string | undefined, change: (flyout: FlyoutState) => Partial<FlyoutState>): Transition<State> =>
	(state) => {
		const { flyout } = state;
		if (flyout === null || (clientId !== undefined && flyout.clientId !== clientId)) return state;
		return { ...state, flyout: { ...flyout, ...change(flyout) } };
	};

export const draftOf = ({ name, description, ownerId, privileges, allowedAddresses }: Application): Draft => ({
	name,
	description,
	ownerId,
	privileges,
	allowedAddresses: allowedAddresses.join('\n'),
});

/** Read for the first time, saved, or read again on purpose: what is typed gives way. */
export const applicationRead = ({ application, tag }: Read): Transition<State> =>
	changeFlyout(application.clientId, () => ({
		application,
		tag,
		draft: draftOf(application),
		theirs: null,
		busy: false,
		failure: null,
		leaving: false,
	}));

/**
 * Read again by itself: only what nobody types is shown anew where something is typed. The tag stays then, so that a
 * change of somebody else's is still met with.
 */
export const applicationRefreshed = ({ application, tag }: Read): Transition<State> =>
	changeFlyout(application.clientId, (flyout) => {
		if (flyout.busy) return {};
		if (flyout.application === null || !isDirty(flyout)) return { application, tag, draft: draftOf(application) };
		return { application: { ...application, ...editable(flyout.application) } };
	});

const editable = ({ name, description, ownerId, privileges, allowedAddresses }: Application) => ({
	name,
	description,
	ownerId,
	privileges,
	allowedAddresses,
});

export const tabChosen = (tab: Tab): Transition<State> => changeFlyout(undefined, () => ({ tab, leaving: false }));
export const drafted = (fields: Partial<Draft>): Transition<State> =>
	changeFlyout(undefined, ({ draft }) => ({ draft: draft && { ...draft, ...fields }, leaving: false }));
export const searched = (search: string): Transition<State> => changeFlyout(undefined, () => ({ search }));
export const leaveAsked: Transition<State> = changeFlyout(undefined, () => ({ leaving: true }));
export const stayed: Transition<State> = changeFlyout(undefined, () => ({ leaving: false }));
export const saving: Transition<State> = changeFlyout(undefined, () => ({ busy: true, failure: null }));
export const flyoutFailed = (clientId: string, failure: Failure): Transition<State> =>
	changeFlyout(clientId, () => ({ busy: false, failure }));

/** Somebody else was first: both versions are there to choose from, and the next save goes by theirs. */
export const metTheirs = ({ application, tag }: Read, failure: Failure): Transition<State> =>
	changeFlyout(application.clientId, () => ({ theirs: application, tag, busy: false, failure }));

export const theirsTaken: Transition<State> = changeFlyout(undefined, ({ theirs }) =>
	theirs === null ? {} : { application: theirs, draft: draftOf(theirs), theirs: null, failure: null },
);

export const togglePrivilege = (name: string): Transition<State> =>
	changeFlyout(undefined, ({ draft }) => {
		if (draft === null) return {};
		const held = draft.privileges.includes(name);
		const privileges = held ? draft.privileges.filter((other) => other !== name) : [...draft.privileges, name];
		return { draft: { ...draft, privileges } };
	});

export type Changes = Pick<ChangeInput, keyof Draft>;

/** What of the draft differs from what was read. */
export function changesOf({ application, draft }: Pick<FlyoutState, 'application' | 'draft'>): Changes {
	if (application === null || draft === null) return {};
	const { name, description, ownerId, privileges } = draft;
	const addresses = draft.allowedAddresses.split(/[\s,]+/).filter((address) => address !== '');
	return {
		...(name.trim() !== application.name && { name: name.trim() }),
		...(description.trim() !== application.description && { description: description.trim() }),
		...(ownerId.trim() !== application.ownerId && { ownerId: ownerId.trim() }),
		...(!sameSet(privileges, application.privileges) && { privileges }),
		...(!sameSet(addresses, application.allowedAddresses) && { allowedAddresses: addresses }),
	};
}

export function isDirty(flyout: Pick<FlyoutState, 'application' | 'draft'>): boolean {
	return Object.keys(changesOf(flyout)).length > 0;
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
	return one.length === other.length && one.every((item) => other.includes(item));
}
