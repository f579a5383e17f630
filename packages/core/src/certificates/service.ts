import type { Actor } from '../actors/actor.ts';
import { assertMayHoldSecretsOf, grantIn, maySee } from '../applications/authorise.ts';
import type { ClientApplication } from '../applications/client-application.ts';
import { certificateView } from '../applications/view.ts';
import { type ApplicationWriter, applicationNotFound } from '../applications/writer.ts';
import { hasDescendants } from '../credentials/descent.ts';
import type { RevokeOptions } from '../credentials/revoke.ts';
import { LatchkeyError } from '../errors.ts';
import { userActor } from '../events/event-actor.ts';
import { parseInput } from '../input.ts';
import type { Clock, Random } from '../ports.ts';
import { randomBase62 } from '../secrets/base62.ts';
import type { ApplicationRepository, UsageRepository } from '../store.ts';
import type { AddTerms, CertificateAdder, CertificateWithPem } from './adder.ts';
import { certificateHasEnded } from './client-certificate.ts';
import {
	type IssueCertificateInput,
	issueCertificateSchema,
	type RegisterCertificateInput,
	registerCertificateSchema,
	type SignCertificateInput,
	signCertificateSchema,
} from './input.ts';
import type { CertificateIssuer, CertificateRequest } from './issuer.ts';
import { keyPair } from './key-pair.ts';
import type { RequestSigner, SignedCertificate } from './request-signer.ts';
import { certificateExpiry } from './validity.ts';

/** What is shown once, of a certificate whose key was made here. */
export type IssuedKey =
	/** PKCS#8, as PEM. */
	| { readonly format: 'pem'; readonly privateKey: string }
	/** base64 of the file, and what opens it. */
	| { readonly format: 'pkcs12'; readonly pkcs12: string; readonly password: string };

export interface IssuedCertificate extends SignedCertificate {
	readonly key: IssuedKey;
}

export interface CertificateService {
	/** Those that may still work, oldest first. */
	list(actor: Actor, domainId: string, clientId: string): Promise<readonly CertificateWithPem[]>;
	/** Makes a key and a certificate for it; the earlier certificates work on for the overlap. */
	issue(actor: Actor, domainId: string, clientId: string, input: IssueCertificateInput): Promise<IssuedCertificate>;
	/** For a key that its holder keeps. Asked again with the same key, it answers with the same certificate. */
	sign(actor: Actor, domainId: string, clientId: string, input: SignCertificateInput): Promise<SignedCertificate>;
	/** One that its holder signed. */
	register(
		actor: Actor,
		domainId: string,
		clientId: string,
		input: RegisterCertificateInput,
	): Promise<CertificateWithPem>;
	/** Ends a certificate and the tokens it earned, at once. */
	revoke(
		actor: Actor,
		domainId: string,
		clientId: string,
		certificateId: string,
		options?: RevokeOptions,
	): Promise<void>;
}

export interface CertificateServiceParts {
	readonly applications: ApplicationRepository;
	readonly usage: UsageRepository;
	readonly writer: ApplicationWriter;
	readonly adder: CertificateAdder;
	readonly issuer: CertificateIssuer;
	readonly requestSigner: RequestSigner;
	readonly clock: Clock;
	readonly random: Random;
	readonly allowSecretsBeyondGrant: boolean;
}

const PASSWORD_LENGTH = 24;

export function certificateService(parts: CertificateServiceParts): CertificateService {
	const { applications, usage, writer, adder, issuer, requestSigner, clock, random, allowSecretsBeyondGrant } = parts;

	function termsOf(
		actor: Actor,
		domainId: string,
		clientId: string,
		overlapMs: number | undefined,
	): Omit<AddTerms, 'make'> {
		const { tenant, grant } = grantIn(actor, domainId);
		const assertMay = (application: ClientApplication): void => {
			if (!maySee(actor, grant, application)) throw applicationNotFound();
			assertMayHoldSecretsOf(grant, application, allowSecretsBeyondGrant);
		};
		return { tenant, clientId, actor: userActor(actor), overlapMs, assertMay };
	}

	const requestOf = (
		actor: Actor,
		{ tenant, clientId }: Pick<AddTerms, 'tenant' | 'clientId'>,
		expiresAt: number,
	): CertificateRequest => ({ tenant, clientId, createdBy: actor.userId, ancestors: [], expiresAt });

	return {
		async list(actor, domainId, clientId) {
			const { tenant, grant } = grantIn(actor, domainId);
			const application = await applications.find(tenant, clientId);
			if (application === undefined || !maySee(actor, grant, application)) throw applicationNotFound();
			const usages = await usage.find(tenant, [clientId]);
			const now = clock.now();
			return application.certificates
				.filter((certificate) => !certificateHasEnded(certificate, now))
				.map((certificate) => ({ ...certificateView(certificate, usages), pem: certificate.pem }));
		},
		async issue(actor, domainId, clientId, input) {
			const {
				format,
				password,
				keyType = 'rsa-2048',
				validityMs,
				overlapMs,
			} = parseInput(issueCertificateSchema, input);
			const terms = termsOf(actor, domainId, clientId, overlapMs);
			let shown: Pick<IssuedCertificate, 'chain' | 'key'> | undefined;
			const added = await adder.add({
				...terms,
				async make({ certificates }, rules) {
					const expiresAt = certificateExpiry(validityMs, certificates, rules, clock.now());
					const { publicKey, privateKey } = await keyPair(keyType);
					const made = await issuer.sign(publicKey, 'issued', requestOf(actor, terms, expiresAt));
					if (format === 'pem') {
						const pkcs8 = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
						shown = { chain: made.chain, key: { format, privateKey: pkcs8 } };
						return made.certificate;
					}
					const { pkcs12 } = await import('./x509/toolkit.ts');
					const opens = password ?? randomBase62(random, PASSWORD_LENGTH);
					const file = pkcs12(privateKey, [made.certificate.pem, made.chain], opens);
					const base64 = Buffer.from(file).toString('base64');
					shown = { chain: made.chain, key: { format, pkcs12: base64, password: opens } };
					return made.certificate;
				},
			});
			if (shown === undefined) throw new Error('a certificate was added and not made');
			return { ...added, ...shown };
		},
		async sign(actor, domainId, clientId, input) {
			const { request, validityMs, overlapMs } = parseInput(signCertificateSchema, input);
			const terms = termsOf(actor, domainId, clientId, overlapMs);
			return requestSigner.sign({ ...terms, request, validityMs, createdBy: actor.userId, ancestors: [] });
		},
		async register(actor, domainId, clientId, input) {
			const { certificate, overlapMs } = parseInput(registerCertificateSchema, input);
			const terms = termsOf(actor, domainId, clientId, overlapMs);
			return adder.add({
				...terms,
				async make(_application, { maxLifetimeMs }) {
					const expiresAt = clock.now() + (maxLifetimeMs ?? Number.POSITIVE_INFINITY);
					return issuer.register(certificate, requestOf(actor, terms, expiresAt));
				},
			});
		},
		async revoke(actor, domainId, clientId, certificateId, { leaked = false } = {}) {
			const { tenant, grant } = grantIn(actor, domainId);
			await writer.change(tenant, clientId, userActor(actor), (application) => {
				if (!maySee(actor, grant, application)) throw applicationNotFound();
				// As leaked also one that has ended, where what its holder was given works on.
				const known =
					application.certificates.some((certificate) => certificate.certificateId === certificateId) ||
					(leaked && hasDescendants(application, certificateId));
				if (!known) throw new LatchkeyError('not_found', 'there is no such certificate');
				return { type: 'revoke_certificate', certificateId, leaked };
			});
		},
	};
}
