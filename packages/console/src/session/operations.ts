import { failureOf } from '../api/failure.ts';
import type { Parts } from '../state/parts.ts';
import { domainChosen, noticed, noticeOver, signedIn, signedOut } from './transitions.ts';

const NOTICE_MS = 6000;

export interface SessionOperations {
	/** Learns who is signed in, and shows their domain. */
	begin(): Promise<void>;
	choose(domainId: string): Promise<void>;
	/** Says so for a while, also to a screen reader. */
	notice(text: string): void;
	copy(text: string, what: string): Promise<void>;
	/** What every failure comes by: who is signed out sees nothing any more. */
	failed(error: unknown): ReturnType<typeof failureOf>;
}

export function sessionOperations(parts: Parts, reload: () => Promise<void>): SessionOperations {
	const { store, api, texts, after, writeClipboard, onSignedOut, onDomain } = parts;

	function notice(text: string): void {
		store.apply(noticed(text));
		const { number } = store.get().notice;
		after(NOTICE_MS, () => store.apply(noticeOver(number)));
	}

	function failed(error: unknown): ReturnType<typeof failureOf> {
		const failure = failureOf(error);
		if (failure.kind === 'unauthenticated') {
			store.apply(signedOut(failure));
			onSignedOut();
		}
		return failure;
	}

	return {
		failed,
		notice,
		async begin() {
			try {
				const session = await api().session();
				store.apply(signedIn(session, parts.wantedDomain()));
			} catch (error) {
				const failure = failed(error);
				if (failure.kind !== 'unauthenticated') store.apply(signedOut(failure));
				return;
			}
			await reload();
		},
		async choose(domainId) {
			if (domainId === store.get().domainId) return;
			store.apply(domainChosen(domainId));
			onDomain(domainId);
			await reload();
		},
		async copy(text, what) {
			try {
				await writeClipboard(text);
				notice(texts().copied(what));
			} catch {
				notice(texts().notCopied);
			}
		},
	};
}
