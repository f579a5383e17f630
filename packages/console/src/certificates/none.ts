import type { CertificatesState } from '../state/state.ts';

export const noCertificates: CertificatesState = { adding: null, made: null, busy: false, failure: null };
