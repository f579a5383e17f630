import type { Failure } from '../api/failure.ts';
import { changeFlyout } from '../flyout/transitions.ts';
import type { KeyDraft, KeysState, State } from '../state/state.ts';
import type { Transition } from '../state/store.ts';
import { noKeysTouched } from './none.ts';

const changeKeys = (clientId: string | undefined, change: (keys: KeysState) => Partial<KeysState>): Transition<State> =>
	changeFlyout(clientId, ({ keys }) => ({ keys: { ...keys, ...change(keys) } }));

export const keyDrafted = (fields: Partial<KeyDraft> | null): Transition<State> =>
	changeKeys(undefined, ({ adding }) => ({
		adding: fields === null ? null : { ...(adding ?? { pasted: '', uri: '' }), fault: null, ...fields },
		failure: null,
	}));

/** Null where nothing is to be removed after all. */
export const keyRemovalAsked = (keyId: string | null): Transition<State> =>
	changeKeys(undefined, () => ({ removing: keyId, failure: null }));

export const keysBusy = (clientId: string): Transition<State> =>
	changeKeys(clientId, () => ({ busy: true, failure: null }));

export const keysFailed = (clientId: string, failure: Failure): Transition<State> =>
	changeKeys(clientId, () => ({ busy: false, failure }));

export const keysChanged = (clientId: string): Transition<State> => changeKeys(clientId, () => noKeysTouched);
