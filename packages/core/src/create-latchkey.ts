import 'reflect-metadata';
import { instanceCachingFactory, container as root } from 'tsyringe';
import { describeSession } from './actors/session.ts';
import { composeApplications } from './composition/applications.ts';
import { composeBackground } from './composition/background.ts';
import { composeCertificates } from './composition/certificates.ts';
import { type Container, compositionOf } from './composition/composition.ts';
import { parts } from './composition/parts.ts';
import { composeTokens } from './composition/tokens.ts';
import { inspectKeys } from './keys/inspect-keys.ts';
import { rekey } from './keys/rekey.ts';
import type { Latchkey } from './latchkey.ts';
import type { LatchkeyOptions } from './options.ts';

/**
 * Puts Latchkey together. Nothing is read or written before it is used, or before `start`. Throws TypeError where an
 * option could not work.
 */
export function createLatchkey(options: LatchkeyOptions): Latchkey {
	const composition = compositionOf(options, newContainer());
	composeTokens(composition);
	composeApplications(composition);
	composeCertificates(composition);
	composeBackground(composition);
	const { get, settings, logger } = composition;
	const { store, clock } = options;
	const loop = get(parts.loops);
	const keys = get(parts.signingKeys);
	const audit = get(parts.auditLog);
	const { watch } = audit.refusals;
	const keyParts = {
		hostKeys: store.hostKeys,
		certificateAuthorities: store.certificateAuthorities,
		policyRepository: store.policies,
		policies: get(parts.policies),
		dataKeys: get(parts.dataKeys),
		keyEncryption: options.keyEncryption,
	};

	return {
		applications: watch('applications', get(parts.applications)),
		secrets: watch('secrets', get(parts.secrets)),
		certificates: watch('certificates', get(parts.certificates)),
		certificateAuthorities: {
			certificates: get(parts.authorities).certificates,
			revocationList: get(parts.revocationLists).list,
		},
		self: get(parts.self),
		policies: watch('policies', get(parts.policyService)),
		leaks: get(parts.leaks),
		massRevocation: watch('massRevocation', get(parts.massRevocation)),
		useReport: watch('useReport', get(parts.useReport)),
		endpoints: watch('endpoints', get(parts.notifications).service),
		offboarding: get(parts.offboarding),
		audit: watch('audit', audit.service),
		auditVerification: audit.verification,
		tokens: {
			...get(parts.issuer),
			verify: get(parts.counters).verify(get(parts.verifier).verify),
			...get(parts.standing),
		},
		tokenSettings: settings,
		background: get(parts.background),
		privileges: options.privileges,
		logger,
		session: (actor) =>
			describeSession(actor, options.privileges, {
				secretsBeyondGrant: options.allowSecretsBeyondGrant ?? false,
				notifications: options.outbound !== undefined,
			}),
		async publicKeys() {
			// Who calls nothing else must hear of a withdrawn key as soon.
			const known = get(parts.revocations);
			if (!known.isFresh()) await known.refresh();
			return keys.publicKeys();
		},
		signingKeys: { list: keys.list, rotateNow: keys.rotateNow },
		rekey: (onProgress) => rekey(keyParts, onProgress),
		inspectKeys: () => inspectKeys(keyParts),
		ready: () => store.ping(),
		async start() {
			await get(parts.digestKey).get();
			await audit.load();
			await keys.maintain();
			await keys.signer();
			await get(parts.revocations).refresh();
			loop.start();
			logger.debug({ at: clock.now() }, 'latchkey has started');
		},
		async close() {
			await get(parts.useRecorder).settled();
			await loop.stop();
			await store.close();
		},
	};
}

function newContainer(): Container {
	const container = root.createChildContainer();
	return {
		get: (part) => container.resolve(part),
		provide: (part, make) => container.register(part, { useFactory: instanceCachingFactory(make) }),
	};
}
