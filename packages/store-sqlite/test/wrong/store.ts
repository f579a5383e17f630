import type { ApplicationRepository, Store } from '@latchkey/core';

/** A store that is wrong in one way. The contract is only worth what it catches. */
export interface WrongStore {
	readonly mistake: string;
	/** Every case whose group and name contain one of these must fail. */
	readonly caught: readonly string[];
	spoil(store: Store): Store;
}

export const wrongApplications =
	(change: (right: ApplicationRepository, store: Store) => Partial<ApplicationRepository>) =>
	(store: Store): Store => ({
		...store,
		applications: { ...store.applications, ...change(store.applications, store) },
	});
