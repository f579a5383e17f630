import type { Api } from '../api/client.ts';
import type { Texts } from '../texts/english.ts';
import type { State } from './state.ts';
import type { Store } from './store.ts';

/** What the operations stand on; a test gives its own. */
export interface Parts {
	readonly store: Store<State>;
	readonly api: () => Api;
	readonly texts: () => Texts;
	/** Calls back once, unless it was taken back. */
	readonly after: (ms: number, callback: () => void) => () => void;
	readonly writeClipboard: (text: string) => Promise<void>;
	/** A text that nobody else has. */
	readonly unique: () => string;
	/** The domain that the page was asked to show. */
	readonly wantedDomain: () => string | undefined;
	readonly onSignedOut: () => void;
	readonly onDomain: (domainId: string) => void;
}
