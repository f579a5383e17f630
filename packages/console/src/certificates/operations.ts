import type { Failure } from '../api/failure.ts';
import type { Parts } from '../state/parts.ts';
import {
	certificateCame,
	certificateInput,
	certificatesBusy,
	certificatesFailed,
	madeCertificateGone,
} from './transitions.ts';

/** So long a key stays on the page at most. */
const KEY_MS = 120_000;

export interface CertificatesOperations {
	/** What was filled in; a key that is made is shown once. */
	add(): Promise<void>;
}

export interface CertificatesContext {
	readonly failed: (error: unknown) => Failure;
	readonly refresh: () => Promise<void>;
}

export function certificatesOperations(
	{ store, api, after }: Parts,
	{ failed, refresh }: CertificatesContext,
): CertificatesOperations {
	let stopClearing = (): void => undefined;

	return {
		async add() {
			const { flyout, domainId, session } = store.get();
			if (flyout === null || domainId === null || flyout.certificates.busy) return;
			const { clientId, certificates } = flyout;
			if (certificates.adding === null) return;
			store.apply(certificatesBusy(clientId));
			try {
				const added = await api().addCertificate(domainId, clientId, certificateInput(certificates.adding));
				// A key that comes late is for nobody but whom it was asked for.
				if (store.get().session?.userId !== session?.userId) return;
				store.apply(certificateCame(clientId, added));
				stopClearing();
				stopClearing = after(KEY_MS, () => store.apply(madeCertificateGone));
				await refresh();
			} catch (error) {
				store.apply(certificatesFailed(clientId, failed(error)));
			}
		},
	};
}
