import type { ClientApplication } from '../applications/client-application.ts';
import type { DecisionRules } from '../applications/decide.ts';
import { type CertificateView, certificateView } from '../applications/view.ts';
import { type ApplicationWriter, applicationNotFound } from '../applications/writer.ts';
import { assertRoomForCertificate } from '../credentials/room.ts';
import { LatchkeyError } from '../errors.ts';
import type { EventActor } from '../events/event.ts';
import type { LifecycleRules } from '../lifecycle/rules.ts';
import { assertNotRemoved, type Policies } from '../policies/policies.ts';
import type { ApplicationRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { NewCertificate } from './decide.ts';

/** A certificate with what it is made of. */
export interface CertificateWithPem extends CertificateView {
	readonly pem: string;
}

export interface AddTerms {
	readonly tenant: Tenant;
	readonly clientId: string;
	readonly actor: EventActor;
	/** By the domain's rules where undefined. */
	readonly overlapMs: number | undefined;
	/** Throws where the application, as it is now, may not be given one by this actor. */
	readonly assertMay: (application: ClientApplication, now: number) => void;
	readonly make: (application: ClientApplication, rules: LifecycleRules) => Promise<NewCertificate>;
}

/** Adds certificates, whoever asks for them. */
export interface CertificateAdder {
	add(terms: AddTerms): Promise<CertificateWithPem>;
}

export interface CertificateAdderParts {
	readonly applications: Pick<ApplicationRepository, 'find' | 'findByCertificateKey'>;
	readonly writer: ApplicationWriter;
	readonly policies: Policies;
	readonly now: () => number;
	readonly rules: DecisionRules;
}

export function certificateAdder({
	applications,
	writer,
	policies,
	now,
	rules,
}: CertificateAdderParts): CertificateAdder {
	return {
		async add({ tenant, clientId, actor, overlapMs, assertMay, make }) {
			const found = await applications.find(tenant, clientId);
			if (found === undefined) throw applicationNotFound();
			// Before anything is made: it costs more than to be refused.
			assertMay(found, now());
			assertRoomForCertificate(found, now(), rules);
			const policy = await policies.ensure(tenant);
			assertNotRemoved(policy);
			const certificate = await make(found, policy.rules);
			const holder = await applications.findByCertificateKey(tenant, certificate.keyThumbprint);
			if (holder !== undefined) throw keyInUse();
			const after = await writer.change(tenant, clientId, actor, (application, at) => {
				assertMay(application, at);
				assertRoomForCertificate(application, at, rules);
				if (application.certificates.some(({ keyThumbprint }) => keyThumbprint === certificate.keyThumbprint)) {
					throw keyInUse();
				}
				return { type: 'add_certificate', certificate, overlapMs: overlapMs ?? policy.rules.overlapMs };
			});
			const added = after.certificates.find(({ certificateId }) => certificateId === certificate.certificateId);
			if (added === undefined) throw new LatchkeyError('not_found', 'the certificate ended before it was shown');
			return { ...certificateView(added, []), pem: added.pem };
		},
	};
}

function keyInUse(): LatchkeyError {
	return new LatchkeyError('key_in_use', 'another certificate has this key; make a new one');
}
