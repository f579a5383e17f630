import { addApplication } from '../applications/add.ts';
import { reveal } from '../applications/reveal.ts';
import { applicationService } from '../applications/service.ts';
import { applicationWriter } from '../applications/writer.ts';
import { massRevocation } from '../credentials/mass-revocation.ts';
import { reportSignature } from '../leaks/report-signature.ts';
import { leakService } from '../leaks/service.ts';
import { dataKeys } from '../policies/data-keys.ts';
import { policies } from '../policies/policies.ts';
import { policyService } from '../policies/service.ts';
import { secretMint } from '../secrets/mint.ts';
import { secretService } from '../secrets/service.ts';
import { shredSealedSecrets } from '../secrets/shred-sealed.ts';
import { selfService } from '../self/service.ts';
import { offboarding } from '../tenants/offboarding.ts';
import type { Composition } from './composition.ts';
import { parts } from './parts.ts';

/** Applications and what they hold, and what users, hosts and integrations do with them. */
export function composeApplications(composition: Composition): void {
	const { options, checked, settings, catalogue, logger, random, rules, onCommitted, get, provide } = composition;
	const { store, clock, scheduler, keyEncryption } = options;
	const { applications, usage } = store;
	const minQuietMs = Math.max(10 * checked.usageFlushMs, 2 * settings.lifetimeSeconds * 1000);

	provide(parts.dataKeys, () => dataKeys(keyEncryption, random));
	provide(parts.policies, () =>
		policies({
			...checked,
			repository: store.policies,
			dataKeys: get(parts.dataKeys),
			clock,
			random,
			scheduler,
			minQuietMs,
			onCommitted: () => get(parts.background).nudge('relay'),
		}),
	);
	provide(parts.writer, () =>
		applicationWriter({ applications, dueWork: store.dueWork, clock, random, scheduler, rules, onCommitted }),
	);
	provide(parts.mint, () => secretMint(random, checked.secretPrefix, get(parts.digestKey), get(parts.dataKeys)));
	provide(parts.reveal, () =>
		reveal({
			...checked,
			writer: get(parts.writer),
			policies: get(parts.policies),
			dataKeys: get(parts.dataKeys),
			clock,
		}),
	);
	provide(parts.add, () =>
		addApplication({
			...checked,
			applications,
			writer: get(parts.writer),
			policies: get(parts.policies),
			digestKey: get(parts.digestKey),
			mint: get(parts.mint),
			clock,
			random,
			catalogue,
			tokenLifetimes: settings,
			onCommitted,
			showAgain: get(parts.reveal).showAgain,
		}),
	);
	provide(parts.applications, () =>
		applicationService({
			...checked,
			rules,
			outbound: options.outbound,
			applications,
			usage,
			policies: get(parts.policies),
			writer: get(parts.writer),
			add: get(parts.add),
			reveal: get(parts.reveal),
			clock,
			catalogue,
			tokenLifetimes: settings,
		}),
	);
	provide(parts.secrets, () =>
		secretService({
			...checked,
			rules,
			applications,
			writer: get(parts.writer),
			usage,
			policies: get(parts.policies),
			mint: get(parts.mint),
			clock,
		}),
	);
	provide(parts.self, () =>
		selfService({
			rules,
			applications,
			usage,
			writer: get(parts.writer),
			policies: get(parts.policies),
			dataKeys: get(parts.dataKeys),
			mint: get(parts.mint),
			authenticate: get(parts.authenticate),
			recordUse: get(parts.useRecorder).recordUse,
			requestSigner: get(parts.requestSigner),
			clock,
		}),
	);
	provide(parts.policyService, () =>
		policyService({
			policies: get(parts.policies),
			dataKeys: get(parts.dataKeys),
			defaultRules: checked.defaultRules,
			floor: checked.floor,
			shredSealedSecrets: (tenant, actor) =>
				shredSealedSecrets({ applications, writer: get(parts.writer) }, tenant, actor),
		}),
	);
	provide(parts.leaks, () =>
		leakService({
			...checked,
			applications,
			writer: get(parts.writer),
			policies: get(parts.policies),
			digestKey: get(parts.digestKey),
			assertSigned: reportSignature(options.leakReportKeys ?? {}),
			logger,
		}),
	);
	provide(parts.massRevocation, () =>
		massRevocation({ applications, policies: store.policies, writer: get(parts.writer) }),
	);
	provide(parts.offboarding, () =>
		offboarding({
			applications,
			policyRepository: store.policies,
			certificateAuthorities: store.certificateAuthorities,
			revokedCertificates: store.revokedCertificates,
			writer: get(parts.writer),
			policies: get(parts.policies),
			notifications: get(parts.notifications),
		}),
	);
}
