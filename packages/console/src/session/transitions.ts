import type { Failure } from '../api/failure.ts';
import type { SessionAnswer } from '../api/wire.ts';
import { initialState, type State } from '../state/state.ts';
import type { Transition } from '../state/store.ts';

/** The domain that was asked for, where the user has it; else their first. */
export const signedIn =
	(session: SessionAnswer, wanted: string | undefined): Transition<State> =>
	(state) => {
		const known = session.domains.find(({ domainId }) => domainId === (wanted ?? state.domainId));
		const domainId = known?.domainId ?? session.domains[0]?.domainId ?? null;
		return { ...state, session, sessionFailure: null, domainId };
	};

/** Only while this user is still the one whose page it is: what comes late is shown to nobody else. */
export const ofUser =
	(userId: string | undefined, transition: Transition<State>): Transition<State> =>
	(state) =>
		userId !== undefined && state.session?.userId === userId ? transition(state) : state;

/** Nothing that a user saw stays for the next one. */
export const signedOut =
	(failure: Failure): Transition<State> =>
	({ list, notice }) => ({
		...initialState,
		list: { ...initialState.list, asked: list.asked + 1, loading: false },
		notice,
		sessionFailure: failure,
	});

export const domainChosen =
	(domainId: string): Transition<State> =>
	({ session, list, notice }) => ({
		...initialState,
		session,
		notice,
		domainId,
		list: { ...initialState.list, asked: list.asked },
	});

export const noticed =
	(text: string): Transition<State> =>
	(state) => ({ ...state, notice: { text, number: state.notice.number + 1 } });

export const noticeOver =
	(number: number): Transition<State> =>
	(state) =>
		state.notice.number === number ? { ...state, notice: { ...state.notice, text: '' } } : state;

export const menuOpened =
	(clientId: string | null): Transition<State> =>
	(state) => ({ ...state, menu: clientId });
