import type { Store } from '@latchkey/core';

/** A store under test, empty when a case gets it. */
export interface OpenedStore {
	readonly store: Store;
	/**
	 * Opens the same data once more beside `store`, as another process would; the races then run over both. Where it is
	 * absent they run over `store` alone.
	 */
	another?(): Promise<Store>;
	/** Closes every store on this data and opens it anew, as after a restart. See `StoreContractOptions.volatile`. */
	reopen?(): Promise<Store>;
	/** Closes what is still open and throws the data away. Called after every case, also one that closed the store. */
	close(): Promise<void>;
}

/** One thing that every store must do. Plain: any test runner can run it. */
export interface StoreCase {
	readonly name: string;
	/** True where the case needs `OpenedStore.reopen`. */
	readonly reopens?: true;
	/** Rejects where the store does otherwise. */
	run(opened: OpenedStore): Promise<void>;
}

/** The cases of one capability. */
export interface StoreCaseGroup {
	readonly name: string;
	readonly cases: readonly StoreCase[];
}

/** The connections that a race runs over: calls take turns among them. */
export async function racers(opened: OpenedStore): Promise<readonly [Store, ...Store[]]> {
	const other = await opened.another?.();
	return other === undefined ? [opened.store] : [opened.store, other];
}

/** Starts `count` calls at once, spread over the connections, and waits for all. */
export function race<T>(
	stores: readonly [Store, ...Store[]],
	count: number,
	call: (store: Store, index: number) => Promise<T>,
): Promise<T[]> {
	return Promise.all(
		Array.from({ length: count }, (_, index) => call(stores[index % stores.length] ?? stores[0], index)),
	);
}
