import type { Failure } from '../api/failure.ts';
import type { Application, Page } from '../api/wire.ts';
import type { ListState, State, StatusFilter } from '../state/state.ts';
import type { Transition } from '../state/store.ts';

const changeList =
	(change: (list: ListState) => Partial<ListState>): Transition<State> =>
	(state) => ({ ...state, list: { ...state.list, ...change(state.list) } });

/** Asks anew, from the first page where what is looked for has changed. */
export const asking = (filter: { text?: string; status?: StatusFilter } = {}): Transition<State> =>
	changeList((list) => ({
		...filter,
		asked: list.asked + 1,
		loading: true,
		failure: null,
		...(Object.keys(filter).length > 0 && { cursors: [undefined] }),
	}));

export const turnedForward: Transition<State> = changeList(({ cursors, page }) =>
	page?.next == null ? {} : { cursors: [...cursors, page.next] },
);

export const turnedBack: Transition<State> = changeList(({ cursors }) =>
	cursors.length < 2 ? {} : { cursors: cursors.slice(0, -1) },
);

export const listed = (asked: number, page: Page): Transition<State> =>
	changeList((list) => (list.asked === asked ? { page, loading: false, failure: null } : {}));

export const listFailed = (asked: number, failure: Failure): Transition<State> =>
	changeList((list) => (list.asked === asked ? { loading: false, failure } : {}));

/** Shows one row as it has become, without asking for all of them. */
export const rowChanged = (application: Application): Transition<State> =>
	changeList(({ page }) => {
		if (page === null) return {};
		const items = page.items.map((item) => (item.clientId === application.clientId ? application : item));
		return { page: { ...page, items } };
	});

/** Whether the list is of all that the user sees. */
export function isUnfiltered({ text, status }: ListState): boolean {
	return text.trim() === '' && status === 'all';
}
