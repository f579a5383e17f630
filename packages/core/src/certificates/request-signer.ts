import type { ClientApplication } from '../applications/client-application.ts';
import { certificateView } from '../applications/view.ts';
import { applicationNotFound } from '../applications/writer.ts';
import type { Clock } from '../ports.ts';
import type { ApplicationRepository, UsageRepository } from '../store.ts';
import { keyThumbprint } from './accepted-key.ts';
import type { AddTerms, CertificateAdder, CertificateWithPem } from './adder.ts';
import type { Authorities } from './authorities.ts';
import { type ClientCertificate, certificateHasEnded } from './client-certificate.ts';
import type { CertificateIssuer } from './issuer.ts';
import { certificateExpiry } from './validity.ts';

export interface SignedCertificate extends CertificateWithPem {
	/** The certificates above it, as PEM. */
	readonly chain: string;
}

export interface SigningTerms extends Omit<AddTerms, 'make'> {
	/** PKCS#10, as PEM or base64 of DER. */
	readonly request: string;
	/** Milliseconds. */
	readonly validityMs: number | undefined;
	readonly createdBy: string;
	readonly ancestors: readonly string[];
}

/** Signs requests, of users and of integrations. */
export interface RequestSigner {
	/** Throws `invalid_input`, `key_in_use`, `too_many_certificates`, `too_many_revoked`. */
	sign(terms: SigningTerms): Promise<SignedCertificate>;
}

export interface RequestSignerParts {
	readonly applications: Pick<ApplicationRepository, 'find'>;
	readonly usage: UsageRepository;
	readonly adder: CertificateAdder;
	readonly issuer: CertificateIssuer;
	readonly authorities: Pick<Authorities, 'find'>;
	readonly clock: Clock;
}

export function requestSigner(parts: RequestSignerParts): RequestSigner {
	const { applications, usage, adder, issuer, authorities, clock } = parts;

	/**
	 * What the same request was answered with: a lost answer must strand nobody, nor use up the places of certificates.
	 */
	async function answeredBefore(application: ClientApplication, key: string): Promise<SignedCertificate | undefined> {
		const { customerId, clientId } = application;
		const earlier = signedFor(application, key, clock.now());
		if (earlier === undefined || earlier.generation === null) return undefined;
		const authority = await authorities.find(customerId, earlier.generation);
		if (authority === undefined) return undefined;
		const view = certificateView(earlier, await usage.find(application, [clientId]));
		return { ...view, pem: earlier.pem, chain: authority.certificate };
	}

	return {
		async sign({ request, validityMs, createdBy, ancestors, ...terms }) {
			const { tenant, clientId } = terms;
			const application = await applications.find(tenant, clientId);
			if (application === undefined) throw applicationNotFound();
			// Before the request is read, which costs more than to be refused.
			terms.assertMay(application, clock.now());
			const publicKey = await issuer.requestedKey(request);
			const earlier = await answeredBefore(application, keyThumbprint(publicKey));
			if (earlier !== undefined) return earlier;
			let chain = '';
			const added = await adder.add({
				...terms,
				async make({ certificates }, rules) {
					const expiresAt = certificateExpiry(validityMs, certificates, rules, clock.now());
					const wanted = { tenant, clientId, createdBy, ancestors, expiresAt };
					const made = await issuer.sign(publicKey, 'signed_request', wanted);
					chain = made.chain;
					return made.certificate;
				},
			});
			return { ...added, chain };
		},
	};
}

/** One that was superseded since is no answer: who asks wants a newer one, and must make a key for it. */
function signedFor({ certificates }: ClientApplication, key: string, now: number): ClientCertificate | undefined {
	return certificates.find(
		(certificate) =>
			certificate.origin === 'signed_request' &&
			certificate.keyThumbprint === key &&
			certificate.overlapEndsAt === null &&
			!certificateHasEnded(certificate, now),
	);
}
