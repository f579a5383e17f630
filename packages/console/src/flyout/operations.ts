import type { Failure } from '../api/failure.ts';
import { rowChanged } from '../list/transitions.ts';
import type { Parts } from '../state/parts.ts';
import type { Tab } from '../state/state.ts';
import {
	applicationRead,
	applicationRefreshed,
	changesOf,
	flyoutClosed,
	flyoutFailed,
	flyoutOpened,
	isDirty,
	leaveAsked,
	metTheirs,
	saving,
	tabChosen,
} from './transitions.ts';

/** How often a rotation under way is looked at. */
const WATCH_MS = 5000;

export interface FlyoutOperations {
	open(clientId: string, tab?: Tab): Promise<void>;
	show(tab: Tab): void;
	/** Asks first where something typed would be lost. */
	leave(): void;
	close(): void;
	/** What was typed and not saved. Where somebody else was first, shows their version and saves nothing. */
	save(): Promise<void>;
	refresh(): Promise<void>;
}

export interface FlyoutContext {
	readonly failed: (error: unknown) => Failure;
	readonly notice: (text: string) => void;
	/** What a tab shows may have to be asked for. */
	readonly onTab: (tab: Tab) => void;
	/** Whether somebody can see the page. */
	readonly visible: () => boolean;
}

export function flyoutOperations(parts: Parts, { failed, notice, visible, onTab }: FlyoutContext): FlyoutOperations {
	const { store, api, texts, after } = parts;
	let stopWatching = (): void => undefined;

	function watch(): void {
		stopWatching();
		stopWatching = after(WATCH_MS, () => void look());
	}

	async function look(): Promise<void> {
		const { flyout } = store.get();
		if (flyout === null) return;
		if (flyout.application?.rotation != null && visible()) await refresh();
		watch();
	}

	async function read(clientId: string): Promise<void> {
		const { domainId } = store.get();
		try {
			store.apply(applicationRead(await api().read(domainId ?? '', clientId)));
		} catch (error) {
			store.apply(flyoutFailed(clientId, failed(error)));
		}
	}

	async function refresh(): Promise<void> {
		const { flyout, domainId } = store.get();
		if (flyout === null) return;
		try {
			const found = await api().read(domainId ?? '', flyout.clientId);
			store.apply(applicationRefreshed(found));
			store.apply(rowChanged(found.application));
		} catch (error) {
			failed(error);
		}
	}

	function close(): void {
		stopWatching();
		store.apply(flyoutClosed);
	}

	return {
		close,
		refresh,
		async open(clientId, tab = 'details') {
			store.apply(flyoutOpened(clientId, tab));
			watch();
			await read(clientId);
		},
		show(tab) {
			store.apply(tabChosen(tab));
			onTab(tab);
		},
		leave() {
			const { flyout } = store.get();
			if (flyout === null) return;
			if (isDirty(flyout) && !flyout.leaving) store.apply(leaveAsked);
			else close();
		},
		async save() {
			const { flyout, domainId } = store.get();
			if (flyout === null || flyout.busy || domainId === null) return;
			const { clientId, tag } = flyout;
			store.apply(saving);
			try {
				const saved = await api().change(domainId, clientId, changesOf(flyout), tag);
				store.apply(applicationRead(saved));
				store.apply(rowChanged(saved.application));
				notice(texts().saved);
			} catch (error) {
				const failure = failed(error);
				if (failure.kind !== 'precondition-failed') {
					store.apply(flyoutFailed(clientId, failure));
					return;
				}
				try {
					store.apply(metTheirs(await api().read(domainId, clientId), failure));
				} catch (again) {
					store.apply(flyoutFailed(clientId, failed(again)));
				}
			}
		},
	};
}
