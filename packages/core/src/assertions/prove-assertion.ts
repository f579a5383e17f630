import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { JOSEError } from 'jose/errors';
import { compactVerify } from 'jose/jws/compact/verify';
import type { ClientApplication } from '../applications/client-application.ts';
import type { Clock } from '../ports.ts';
import { recentlyUsed } from '../recently-used.ts';
import { type ProvenKey, provenKey } from '../tokens/credential.ts';
import { assertionUse, type PresentedAssertion } from './client-assertion.ts';
import type { KeySets } from './key-sets.ts';
import { type AssertionAlgorithm, type PublicKey, readPublicKey } from './public-key.ts';

/**
 * Which key of the application has signed the assertion; undefined where none has. Throws `invalid_client` as
 * `assertionUse`.
 */
export type ProveAssertion = (
	application: ClientApplication | undefined,
	presented: PresentedAssertion,
) => Promise<ProvenKey | undefined>;

export interface ProveAssertionParts {
	readonly keySets: KeySets;
	readonly clock: Clock;
	/** What an assertion may be for: this server, under each of its names. */
	readonly audiences: readonly string[];
}

const MAX_IMPORTED = 1000;

export function assertionProof({ keySets, clock, audiences }: ProveAssertionParts): ProveAssertion {
	// Reading a key costs as much as verifying by it.
	const imported = recentlyUsed<string, KeyObject>(MAX_IMPORTED);
	const decoys = new Map<AssertionAlgorithm, PublicKey>();

	function keyObject({ publicJwk }: PublicKey): KeyObject {
		const known = imported.get(publicJwk);
		if (known !== undefined) return known;
		const key = createPublicKey({ key: JSON.parse(publicJwk), format: 'jwk' });
		imported.set(publicJwk, key);
		return key;
	}

	/** Verified by where there is no such client or no such key, so that it costs what a wrong signature costs. */
	function decoy(algorithm: AssertionAlgorithm): PublicKey {
		const known = decoys.get(algorithm);
		if (known !== undefined) return known;
		const made = decoyFor(algorithm);
		decoys.set(algorithm, made);
		return made;
	}

	return async (application, presented) => {
		const { assertion, algorithm, payload } = presented;
		const chosen = application === undefined ? undefined : await chosenKey(application, presented, keySets);
		const key = keyObject(chosen?.key ?? decoy(algorithm));
		const good = await isSignedBy(assertion, key, algorithm);
		if (!good || chosen === undefined) return undefined;
		return provenKey(chosen.keyId, assertionUse(payload, audiences, clock.now()));
	};
}

interface ChosenKey {
	readonly key: PublicKey;
	readonly keyId: string;
}

async function chosenKey(
	{ clientId, publicKeys, keySet }: ClientApplication,
	presented: PresentedAssertion,
	keySets: KeySets,
): Promise<ChosenKey | undefined> {
	const registered = fitting(publicKeys, presented);
	if (registered !== undefined) return { key: registered, keyId: registered.keyId };
	if (keySet === null) return undefined;
	const published = await keySets.find(clientId, keySet, (keys) => fitting(keys, presented));
	return published === undefined ? undefined : { key: published, keyId: keySet.keyId };
}

/** By its name and its algorithm; where it is not named, the only one that fits. */
function fitting<Key extends PublicKey>(keys: readonly Key[], { kid, algorithm }: PresentedAssertion): Key | undefined {
	const [first, ...others] = keys.filter(
		(key) => key.algorithms.includes(algorithm) && (kid === undefined || key.kid === kid),
	);
	return others.length === 0 ? first : undefined;
}

async function isSignedBy(assertion: string, key: KeyObject, algorithm: AssertionAlgorithm): Promise<boolean> {
	try {
		await compactVerify(assertion, key, { algorithms: [algorithm] });
		return true;
	} catch (error) {
		if (error instanceof JOSEError) return false;
		throw error;
	}
}

/** A key like any other, so that it is read and found again as those are. */
function decoyFor(algorithm: AssertionAlgorithm): PublicKey {
	const read = readPublicKey(decoyJwk(algorithm));
	if ('fault' in read) throw new Error(`the decoy ${read.fault}`);
	return read.key;
}

function decoyJwk(algorithm: AssertionAlgorithm): Readonly<Record<string, unknown>> {
	switch (algorithm) {
		case 'ES256':
			return { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) };
		case 'EdDSA':
		case 'Ed25519':
			return { ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) };
		case 'RS256':
		case 'PS256':
			// Any odd number of that length will do, and making a real one takes long. What it verifies counts for nothing.
			return { kty: 'RSA', n: Buffer.alloc(256, 0xff).toString('base64url'), e: 'AQAB' };
	}
}
