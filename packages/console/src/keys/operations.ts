import type { Failure } from '../api/failure.ts';
import type { Application, ChangeInput, Jwk } from '../api/wire.ts';
import { applicationRefreshed } from '../flyout/transitions.ts';
import { rowChanged } from '../list/transitions.ts';
import type { Parts } from '../state/parts.ts';
import { pastedKeys } from './pasted-keys.ts';
import { keyDrafted, keysBusy, keysChanged, keysFailed } from './transitions.ts';

export interface KeysOperations {
	/** Registers what was pasted beside the keys that there are, or the URL in their place. */
	add(): Promise<void>;
	remove(keyId: string): Promise<void>;
	/** The keys are fetched from nowhere any more. */
	removeUri(): Promise<void>;
}

export interface KeysContext {
	readonly failed: (error: unknown) => Failure;
	readonly notice: (text: string) => void;
}

export function keysOperations({ store, api, texts }: Parts, { failed, notice }: KeysContext): KeysOperations {
	/** Changes the keys as they are now, so that what somebody else has added meanwhile is not lost. */
	async function change(said: string, changeOf: (application: Application) => ChangeInput): Promise<void> {
		const { flyout, domainId } = store.get();
		if (flyout === null || domainId === null || flyout.keys.busy) return;
		const { clientId } = flyout;
		store.apply(keysBusy(clientId));
		try {
			const { application, tag } = await api().read(domainId, clientId);
			const changed = await api().change(domainId, clientId, changeOf(application), tag);
			store.apply(keysChanged(clientId));
			store.apply(applicationRefreshed(changed));
			store.apply(rowChanged(changed.application));
			notice(said);
		} catch (error) {
			store.apply(keysFailed(clientId, failed(error)));
		}
	}

	return {
		async add() {
			const adding = store.get().flyout?.keys.adding;
			if (adding == null) return;
			const jwksUri = adding.uri.trim();
			if (jwksUri !== '') {
				await change(texts().keys.registered, () => ({ jwksUri }));
				return;
			}
			const read = await pastedKeys(adding.pasted);
			if ('fault' in read) {
				store.apply(keyDrafted({ fault: read.fault }));
				return;
			}
			await change(texts().keys.registered, (application) => ({
				jwks: { keys: [...jwksOf(application), ...read.keys] },
			}));
		},
		remove: (keyId) => change(texts().keys.removed, (application) => ({ jwks: { keys: jwksOf(application, keyId) } })),
		removeUri: () => change(texts().keys.removed, () => ({ jwksUri: null })),
	};
}

function jwksOf({ publicKeys }: Application, without?: string): readonly Jwk[] {
	return publicKeys.filter(({ keyId }) => keyId !== without).map(({ jwk }) => jwk);
}
