import type { Failure } from '../api/failure.ts';
import type { AddedCertificate, CertificateInput } from '../api/wire.ts';
import { changeFlyout } from '../flyout/transitions.ts';
import type { CertificateDraft, CertificatesState, State } from '../state/state.ts';
import type { Transition } from '../state/store.ts';

type Change = (certificates: CertificatesState) => Partial<CertificatesState>;

const changeCertificates = (clientId: string | undefined, change: Change): Transition<State> =>
	changeFlyout(clientId, ({ certificates }) => ({ certificates: { ...certificates, ...change(certificates) } }));

const newDraft: CertificateDraft = { kind: 'pkcs12', password: '', pasted: '', lifetime: 'same', overlap: null };

export const certificateDrafted = (fields: Partial<CertificateDraft> | null): Transition<State> =>
	changeCertificates(undefined, ({ adding, made }) => ({
		adding: fields === null ? null : { ...(adding ?? newDraft), ...fields },
		// What was made before has been taken by whoever goes on.
		made: fields === null ? made : null,
		failure: null,
	}));

export const certificatesBusy = (clientId: string): Transition<State> =>
	changeCertificates(clientId, () => ({ busy: true, failure: null }));

export const certificatesFailed = (clientId: string, failure: Failure): Transition<State> =>
	changeCertificates(clientId, () => ({ busy: false, failure }));

/** Its key is shown in the answer that made it, and never again. */
export const certificateCame = (clientId: string, certificate: AddedCertificate): Transition<State> =>
	changeCertificates(clientId, () => ({
		adding: null,
		made: { certificate, passwordShown: false },
		busy: false,
		failure: null,
	}));

export const passwordToggled: Transition<State> = changeCertificates(undefined, ({ made }) => ({
	made: made && { ...made, passwordShown: !made.passwordShown },
}));

/** A key goes with it. */
export const madeCertificateGone: Transition<State> = changeCertificates(undefined, () => ({ made: null }));

const DAY_S = 86_400;

/** What a draft asks for. */
export function certificateInput({ kind, password, pasted, lifetime, overlap }: CertificateDraft): CertificateInput {
	const terms = {
		...(overlap !== null && { overlap }),
		...(lifetime !== 'same' && kind !== 'register' && { validity: lifetime * DAY_S }),
	};
	switch (kind) {
		case 'pkcs12':
			return { format: 'pkcs12', ...(password !== '' && { password }), ...terms };
		case 'pem':
			return { format: 'pem', ...terms };
		case 'request':
			return { request: pasted.trim(), ...terms };
		case 'register':
			return { certificate: pasted.trim(), ...terms };
	}
}
