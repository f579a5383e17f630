import type { Store } from '@latchkey/core';
import { Failure } from '../failure.ts';
import type { StoreState } from './store-kind.ts';
import type { NamedStore } from './store-url.ts';

/** Opens a store that is there and up to date: a mistyped path must not become a new, empty store. */
export async function openStore({ url, kind, shown }: NamedStore): Promise<Store> {
	const { state, detail } = await kind.inspect(url);
	if (state === 'ready') return kind.open(url);
	throw new Failure(`store_${state}`, detail, { hint: adviceOn(state, shown) });
}

/** What to do about a store that cannot be opened as it is. */
export function adviceOn(state: Exclude<StoreState['state'], 'ready'>, shown: string): string {
	switch (state) {
		case 'absent':
			return `is the URL right? To make a store there: latchkey migrate --store ${shown}`;
		case 'outdated':
			return `to bring it up to this version, which hosts of an earlier one may not open: latchkey migrate --store ${shown}`;
		case 'newer':
			return 'a newer version of Latchkey wrote it: use the latchkey command of that version';
	}
}
