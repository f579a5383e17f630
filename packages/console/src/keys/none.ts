import type { KeysState } from '../state/state.ts';

/** Before anybody has touched them. */
export const noKeysTouched: KeysState = { adding: null, removing: null, busy: false, failure: null };
