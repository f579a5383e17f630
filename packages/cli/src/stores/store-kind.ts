import type { Store } from '@latchkey/core';

/**
 * - `absent`: nothing of Latchkey's is there yet.
 * - `outdated`: `migrate` must bring it up to what this program needs.
 * - `newer`: a newer program wrote it.
 * - `ready`: it can be opened.
 */
export interface StoreState {
	readonly state: 'absent' | 'outdated' | 'newer' | 'ready';
	/** In words, for a person. */
	readonly detail: string;
}

/** One kind of store, by the scheme of its URLs. */
export interface StoreKind {
	/** What its URLs start with, without the colon. */
	readonly schemes: readonly string[];
	/** An example of a URL. */
	readonly form: string;
	/** The same for two URLs where they mean one store; throws a usage failure where this one means none. */
	identity(url: string): string;
	/** Changes nothing. Rejects with `StoreUnavailableError` where it cannot be reached. */
	inspect(url: string): Promise<StoreState>;
	/** Makes what is missing: tables, indexes. Can be repeated. */
	migrate(url: string): Promise<void>;
	open(url: string): Promise<Store>;
}
