import type { Store } from '@latchkey/core';
import { Failure } from '../failure.ts';
import type { NamedStore } from './store-url.ts';

/** Opens a store that is there and up to date: a mistyped path must not become a new, empty store. */
export async function openStore({ url, kind, shown }: NamedStore): Promise<Store> {
	const { state, detail } = await kind.inspect(url);
	switch (state) {
		case 'ready':
			return kind.open(url);
		case 'absent':
			throw new Failure('store_absent', detail, {
				hint: `is the URL right? To make a store there: latchkey migrate --store ${shown}`,
			});
		case 'outdated':
			throw new Failure('store_outdated', detail, {
				hint: `to make what is missing, which hosts of this version need: latchkey migrate --store ${shown}`,
			});
		case 'newer':
			throw new Failure('store_newer', detail, { hint: 'use the latchkey of the hosts that wrote it' });
	}
}
