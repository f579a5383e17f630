import { keySets } from '../assertions/key-sets.ts';
import { assertionProof } from '../assertions/prove-assertion.ts';
import { digestKey } from '../keys/digest-key.ts';
import { clientAuthentication } from '../tokens/authenticate.ts';
import { tokenIssuer } from '../tokens/issue.ts';
import { keyTermsOf } from '../tokens/key-schedule.ts';
import { revocations } from '../tokens/revocations.ts';
import { signingKeys } from '../tokens/signing-keys.ts';
import { tokenStanding } from '../tokens/standing.ts';
import { tokenVerifier } from '../tokens/verify.ts';
import type { Composition } from './composition.ts';
import { parts } from './parts.ts';

/** The token doors, and what keys, verifies and withdraws tokens. */
export function composeTokens(composition: Composition): void {
	const { options, checked, settings, catalogue, logger, random, rules, get, provide } = composition;
	const { store, clock, throttle, keyEncryption } = options;
	const { applications, hostKeys } = store;

	provide(parts.digestKey, () => digestKey({ hostKeys, keyEncryption, random, clock }));
	provide(parts.signingKeys, () => signingKeys({ hostKeys, keyEncryption, clock, logger, ...keyTermsOf(settings) }));
	provide(parts.authenticate, () =>
		clientAuthentication({
			...checked,
			applications,
			digestKey: get(parts.digestKey),
			proveAssertion: assertionProof({
				keySets: keySets({ outbound: options.outbound, clock, logger }),
				clock,
				audiences: [settings.issuer, ...settings.assertionAudiences],
			}),
			usedAssertions: store.usedAssertions,
			throttle,
			clock,
			logger,
		}),
	);
	provide(parts.revocations, () =>
		revocations({
			applications,
			revokedTokens: store.revokedTokens,
			readKeys: get(parts.signingKeys).refresh,
			clock,
			logger,
			...rules,
		}),
	);
	const tokenParts = () => ({
		authenticate: get(parts.authenticate),
		recordUse: get(parts.useRecorder).recordUse,
		signingKeys: get(parts.signingKeys),
		revocations: get(parts.revocations),
		clock,
		settings,
	});
	provide(parts.issuer, () =>
		get(parts.counters).issuer(
			tokenIssuer({ ...tokenParts(), random, privileges: catalogue.definitions.map(({ name }) => name) }),
		),
	);
	provide(parts.verifier, () => tokenVerifier({ ...checked, ...tokenParts() }));
	provide(parts.standing, () =>
		tokenStanding({
			...tokenParts(),
			inspector: get(parts.verifier),
			revokedTokens: store.revokedTokens,
			writer: get(parts.writer),
		}),
	);
}
