import type { Parts } from '../state/parts.ts';
import type { StatusFilter } from '../state/state.ts';
import { asking, listed, listFailed, turnedBack, turnedForward } from './transitions.ts';

const PAGE_LENGTH = 50;
/** So long nothing more is typed before it is looked for. */
const TYPING_MS = 200;

export interface ListOperations {
	reload(): Promise<void>;
	search(text: string): void;
	filter(status: StatusFilter): Promise<void>;
	forward(): Promise<void>;
	back(): Promise<void>;
}

export function listOperations(
	{ store, api, after }: Parts,
	failed: (error: unknown) => Parameters<typeof listFailed>[1],
): ListOperations {
	let stopWaiting = (): void => undefined;

	async function ask(filter: Parameters<typeof asking>[0] = {}): Promise<void> {
		stopWaiting();
		store.apply(asking(filter));
		await answer();
	}

	async function answer(): Promise<void> {
		const { domainId, list } = store.get();
		if (domainId === null) return;
		const { asked, text, status, cursors } = list;
		try {
			const page = await api().list(domainId, { limit: PAGE_LENGTH, cursor: cursors.at(-1), text, status });
			store.apply(listed(asked, page));
		} catch (error) {
			const failure = failed(error);
			store.apply(listFailed(asked, failure));
		}
	}

	return {
		reload: () => ask(),
		search(text) {
			store.apply(asking({ text }));
			stopWaiting();
			stopWaiting = after(TYPING_MS, () => void answer());
		},
		filter: (status) => ask({ status }),
		forward() {
			store.apply(turnedForward);
			return ask();
		},
		back() {
			store.apply(turnedBack);
			return ask();
		},
	};
}
