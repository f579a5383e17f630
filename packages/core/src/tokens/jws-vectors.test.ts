import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { errors } from 'jose';
import { compactVerify } from 'jose/jws/compact/verify';
import { describe, expect, it } from 'vitest';
import { compare, type Vector, wycheproof } from '../../test/vectors/wycheproof.ts';
import { BearerError } from '../errors.ts';
import type { Revocations } from './revocations.ts';
import { checkTokenSettings } from './settings.ts';
import { tokenVerifier } from './verify.ts';

interface JwsVector extends Vector {
	readonly jws: string;
}

interface JwsGroup {
	readonly public?: JsonWebKey;
	/** Alone where the key is symmetric. */
	readonly private: JsonWebKey;
	readonly tests: readonly JwsVector[];
}

const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'];
const groups = wycheproof<JwsGroup>('json_web_signature');
const algorithmOf = (group: JwsGroup): unknown => keyOf(group)['alg'];
const keyOf = (group: JwsGroup): JsonWebKey => group.public ?? group.private;
const ours = groups.filter((group) => ALGORITHMS.includes(String(algorithmOf(group))));
const ofOthers = groups.filter((group) => ![...ALGORITHMS, 'undefined'].includes(String(algorithmOf(group))));
const unnamed = groups.filter((group) => algorithmOf(group) === undefined);

/** As tokens are: by algorithms of ours, and by a key that is for the algorithm that the header names. */
async function isTaken({ jws }: JwsVector, group: JwsGroup): Promise<boolean> {
	const keyFor = ({ alg }: { alg?: string }) => {
		const named = algorithmOf(group);
		if (named !== undefined && named !== alg) throw new errors.JWSInvalid('a key for another algorithm');
		return createPublicKey({ key: keyOf(group), format: 'jwk' });
	};
	try {
		await compactVerify(jws, keyFor, { algorithms: ALGORITHMS });
		return true;
	} catch (error) {
		if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
		throw error;
	}
}

describe('JSON Web Signatures (Wycheproof)', () => {
	it('are taken where they are good, of our algorithms', async () => {
		expect(await compare(ours, isTaken)).toEqual({ asExpected: 272, otherwise: [] });
	});

	it('are refused where they are of other algorithms, good as they may be', async () => {
		const { asExpected, otherwise } = await compare(ofOthers, isTaken);
		const reasons = new Set(otherwise.map((difference) => /valid, refused|invalid, taken/.exec(difference)?.[0]));
		expect([asExpected, otherwise.length, [...reasons]]).toEqual([89, 36, ['valid, refused']]);
	});

	it('are verified by keys that say of themselves that they are for something else', async () => {
		// Signing keys come out of our store as what they are, never as a JWK that says so.
		expect((await compare(unnamed, isTaken)).otherwise).toEqual([
			'353: invalid, taken; rejectWrongUse',
			'354: invalid, taken; rejectWrongUse',
			'355: invalid, taken; rejectWrongKeyOps',
			'356: invalid, taken; rejectWrongKeyOps',
		]);
	});

	it('are no access tokens, whatever they are', async () => {
		for (const group of groups) {
			const { verify } = verifierWith(group);
			for (const { jws } of group.tests) await expect(verify(jws, [], undefined)).rejects.toThrow(BearerError);
		}
	});
});

const nothingRevoked: Revocations = {
	isFresh: () => true,
	refresh: async () => undefined,
	isRevoked: () => false,
	scopesLeft: (_clientId, scopes) => scopes,
	addressesAllowed: (_clientId, ranges) => ranges,
	note: () => undefined,
	noteToken: () => undefined,
};

function verifierWith(group: JwsGroup) {
	const { public: jwk } = group;
	const key = jwk === undefined ? undefined : createPublicKey({ key: jwk, format: 'jwk' });
	const algorithm = String(algorithmOf(group) ?? 'RS256');
	return tokenVerifier({
		signingKeys: {
			verificationKey: async () => (key === undefined ? undefined : { algorithm, key }),
			knows: () => true,
		},
		revocations: nothingRevoked,
		clock: { now: () => 0 },
		settings: checkTokenSettings({ issuer: 'https://issuer.example', audience: 'https://api.example' }),
		clientIdPrefix: 'lk',
	});
}
