import { certificateAdder } from '../certificates/adder.ts';
import { authorities } from '../certificates/authorities.ts';
import { certificateIssuer } from '../certificates/issuer.ts';
import { requestSigner } from '../certificates/request-signer.ts';
import { revocationLists } from '../certificates/revocation-lists.ts';
import { certificateService } from '../certificates/service.ts';
import type { Composition } from './composition.ts';
import { parts } from './parts.ts';

/** Certificate authorities, and the certificates of applications. */
export function composeCertificates({ options, checked, settings, random, rules, get, provide }: Composition): void {
	const { store, clock, keyEncryption } = options;
	const { applications, usage } = store;
	const publicUrl = checked.certificatesUrl ?? settings.issuer.replace(/\/$/, '');

	provide(parts.authorities, () =>
		authorities({ repository: store.certificateAuthorities, keyEncryption, clock, random }),
	);
	provide(parts.revocationLists, () =>
		revocationLists({ authorities: get(parts.authorities), repository: store.revokedCertificates, clock }),
	);
	provide(parts.certificateIssuer, () =>
		certificateIssuer({ authorities: get(parts.authorities), clock, random, publicUrl }),
	);
	provide(parts.certificateAdder, () =>
		certificateAdder({
			applications,
			writer: get(parts.writer),
			policies: get(parts.policies),
			now: () => clock.now(),
			rules,
		}),
	);
	provide(parts.requestSigner, () =>
		requestSigner({
			applications,
			usage,
			adder: get(parts.certificateAdder),
			issuer: get(parts.certificateIssuer),
			authorities: get(parts.authorities),
			clock,
		}),
	);
	provide(parts.certificates, () =>
		certificateService({
			...checked,
			applications,
			usage,
			writer: get(parts.writer),
			adder: get(parts.certificateAdder),
			issuer: get(parts.certificateIssuer),
			requestSigner: get(parts.requestSigner),
			clock,
			random,
		}),
	);
}
