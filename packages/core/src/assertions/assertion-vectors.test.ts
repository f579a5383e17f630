import { describe, expect, it } from 'vitest';
import { CLIENT_ID, clientApplication, NOW } from '../../test/samples.ts';
import { compare, type Vector, wycheproof } from '../../test/vectors/wycheproof.ts';
import { OAuthError } from '../errors.ts';
import { presentedAssertion } from './client-assertion.ts';
import { assertionProof } from './prove-assertion.ts';
import { ASSERTION_ALGORITHMS, readPublicKey } from './public-key.ts';

interface JwsVector extends Vector {
	readonly jws: string;
}

type Jwk = Readonly<Record<string, unknown>>;

interface JwsGroup {
	/** A key or a set of them; absent where one is symmetric. */
	readonly public?: Jwk | { readonly keys: readonly Jwk[] };
	readonly tests: readonly JwsVector[];
}

const groups = wycheproof<JwsGroup>('json_web_signature');
const keysOf = ({ public: keys = {} }: JwsGroup): readonly Jwk[] => (isSet(keys) ? keys.keys : [keys]);
const isSet = (keys: object): keys is { readonly keys: readonly Jwk[] } => 'keys' in keys;
const namedBy = (group: JwsGroup): string => String(keysOf(group)[0]?.['alg']);
const ours = groups.filter((group) => ASSERTION_ALGORITHMS.some((algorithm) => algorithm === namedBy(group)));
const others = groups.filter((group) => !ours.includes(group));

const prove = assertionProof({
	keySets: { find: async () => undefined },
	clock: { now: () => NOW },
	audiences: ['https://issuer.example'],
});

/**
 * Under a key that an application has registered. What was signed is no claims of an assertion, and refused for that
 * alone.
 */
async function isSignedBy({ jws }: JwsVector, group: JwsGroup): Promise<boolean> {
	const publicKeys = keysOf(group).flatMap((jwk) => {
		const read = readPublicKey(jwk);
		return 'fault' in read ? [] : [{ ...read.key, keyId: 'key_1', createdAt: NOW, createdBy: 'maker' }];
	});
	const header = headerOf(jws);
	const algorithm = ASSERTION_ALGORITHMS.find((known) => known === header.alg);
	if (algorithm === undefined) return false;
	const application = clientApplication({ publicKeys });
	const parsed = { method: 'client_assertion', clientId: CLIENT_ID, payload: {} } as const;
	try {
		const proven = await prove(application, { ...parsed, assertion: jws, algorithm, kid: header.kid });
		if (proven === undefined) return false;
	} catch (error) {
		if (error instanceof OAuthError && error.error === 'invalid_client') return true;
		throw error;
	}
	throw new Error('an assertion without claims was taken');
}

function headerOf(jws: string): { readonly alg?: unknown; readonly kid?: string } {
	try {
		return JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as object;
	} catch {
		return {};
	}
}

describe('signatures of assertions (Wycheproof)', () => {
	it('are taken where they are good, of our algorithms', async () => {
		// Figure 20 of RFC 7520 is signed by PS384, which nobody registers here; its group says PS256.
		const otherwise = ['346: valid, refused; Figure20', '350: valid, refused; Figure20'];
		expect(await compare(ours, isSignedBy)).toEqual({ asExpected: 320, otherwise });
	});

	it('are refused where they are of other algorithms, or their key is for something else', async () => {
		const { asExpected, otherwise } = await compare(others, isSignedBy);
		const reasons = new Set(otherwise.map((difference) => /valid, refused|invalid, taken/.exec(difference)?.[0]));
		expect([asExpected, otherwise.length, [...reasons]]).toEqual([51, 28, ['valid, refused']]);
	});

	it('are refused where the key is too weak, is no key, or is for something else', async () => {
		// Good, by shared secrets: by those, nobody proves anything here.
		const otherwise = ['2: valid, refused; acceptsValid'];
		for (const id of [13, 14, 15]) otherwise.push(`${id}: valid, refused; long_key`);
		expect(await compare(wycheproof<JwsGroup>('json_web_key'), isSignedBy)).toEqual({ asExpected: 22, otherwise });
	});
});

// Its `iss` is another than its `sub`: it is the grant of RFC 7523 §2.1, for somebody, and proves no client (§3).
it('the example of RFC 7523 §4 is none of a client', () => {
	const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
	const header = { alg: 'ES256', kid: '16' };
	const claims = {
		iss: 'https://jwt-idp.example.com',
		sub: 'mailto:mike@example.com',
		aud: 'https://jwt-rp.example.net',
		nbf: 1_300_815_780,
		exp: 1_300_819_380,
		'http://claims.example.com/member': true,
	};
	const form = (payload: object): Map<string, string> =>
		new Map([
			['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
			['client_assertion', `${encoded(header)}.${encoded(payload)}.c2lnbmVk`],
		]);
	expect(() => presentedAssertion(form(claims))).toThrow('iss and sub of the client assertion must be the Client ID');
	expect(presentedAssertion(form({ ...claims, iss: claims.sub }))).toMatchObject({ algorithm: 'ES256', kid: '16' });
});
