import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import { hostKeyContext } from '../keys/host-key-context.ts';
import type { Clock, KeyEncryption } from '../ports.ts';
import type { HostKey, HostKeyRepository } from '../store.ts';
import { generateSigningKey, type JwsSign, jwsSigner } from './jws.ts';
import type { SigningAlgorithm } from './settings.ts';

/** A key that signs tokens. */
export interface TokenSigner {
	readonly kid: string;
	readonly algorithm: SigningAlgorithm;
	readonly sign: JwsSign;
}

/** A key that verifies tokens. */
export interface TokenVerificationKey {
	readonly algorithm: string;
	readonly key: KeyObject;
}

export interface JsonWebKeySet {
	readonly keys: readonly JWK[];
}

/** The host's signing keys: kept sealed in the store, the same for every process. */
export interface SigningKeys {
	/** The key that signs now; made where there is none yet. */
	signer(): Promise<TokenSigner>;
	/** Undefined where no such key is in the store. */
	verificationKey(kid: string): Promise<TokenVerificationKey | undefined>;
	/** Every public key (RFC 7517). */
	publicKeys(): Promise<JsonWebKeySet>;
	/** Reads the keys again. */
	refresh(): Promise<void>;
}

export interface SigningKeysParts {
	readonly hostKeys: HostKeyRepository;
	readonly keyEncryption: KeyEncryption;
	readonly clock: Clock;
	readonly algorithm: SigningAlgorithm;
}

interface Loaded {
	readonly signers: readonly (TokenSigner & { readonly activatesAt: number })[];
	readonly verification: ReadonlyMap<string, TokenVerificationKey>;
	readonly jwks: JsonWebKeySet;
}

/** A key id that is not known is looked up at most this often: anyone can invent one. */
const LOOK_UP_INTERVAL_MS = 1000;

export function signingKeys({ hostKeys, keyEncryption, clock, algorithm }: SigningKeysParts): SigningKeys {
	let loading: Promise<Loaded> | undefined;
	let lastLookUpAt = 0;

	async function createKey(): Promise<void> {
		const { privateKey, publicKey } = generateSigningKey(algorithm);
		const publicJwk = publicKey.export({ format: 'jwk' });
		const keyId = await calculateJwkThumbprint(publicJwk as JWK);
		const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
		const now = clock.now();
		await hostKeys.insert({
			keyId,
			purpose: 'token_signing',
			algorithm,
			publicJwk: JSON.stringify(publicJwk),
			wrapped: await keyEncryption.wrap(pkcs8, hostKeyContext(keyId, 'token_signing')),
			createdAt: now,
			// The first key has nothing to be published ahead of.
			activatesAt: now,
		});
	}

	async function read(): Promise<Loaded> {
		let keys = (await hostKeys.list()).filter(isSigningKey);
		if (!keys.some((key) => key.algorithm === algorithm)) {
			await createKey();
			keys = (await hostKeys.list()).filter(isSigningKey);
		}
		const verification = new Map<string, TokenVerificationKey>();
		const jwks: JWK[] = [];
		const signers: Loaded['signers'][number][] = [];
		for (const key of keys) {
			const { keyId: kid, algorithm: alg, activatesAt } = key;
			const pkcs8 = await keyEncryption.unwrap(key.wrapped, hostKeyContext(kid, 'token_signing'));
			const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
			// Not the stored public half: nothing seals it, and whoever can write to the store would sign every token.
			const publicKey = createPublicKey(privateKey);
			verification.set(kid, { algorithm: alg, key: publicKey });
			jwks.push({ ...(publicKey.export({ format: 'jwk' }) as JWK), kid, alg, use: 'sig' });
			signers.push({ kid, algorithm: alg, activatesAt, sign: jwsSigner(alg, privateKey) });
		}
		return { signers, verification, jwks: { keys: jwks } };
	}

	function loaded(): Promise<Loaded> {
		loading ??= read().catch((error: unknown) => {
			loading = undefined;
			throw error;
		});
		return loading;
	}

	async function refresh(): Promise<void> {
		// What is loaded goes on serving until the new reading has arrived.
		const next = await read();
		loading = Promise.resolve(next);
	}

	return {
		async signer() {
			const { signers } = await loaded();
			const now = clock.now();
			const active = signers.filter((signer) => signer.algorithm === algorithm && signer.activatesAt <= now);
			// The clock may have jumped to before the first key was made: it signs all the same.
			const chosen = active.at(-1) ?? signers.find((signer) => signer.algorithm === algorithm);
			if (chosen === undefined) throw new Error('there is no signing key');
			return chosen;
		},
		async verificationKey(kid) {
			const known = (await loaded()).verification.get(kid);
			if (known !== undefined) return known;
			const now = clock.now();
			if (Math.abs(now - lastLookUpAt) < LOOK_UP_INTERVAL_MS) return undefined;
			lastLookUpAt = now;
			await refresh();
			return (await loaded()).verification.get(kid);
		},
		async publicKeys() {
			return (await loaded()).jwks;
		},
		refresh,
	};
}

type SigningKey = HostKey & { readonly algorithm: SigningAlgorithm };

function isSigningKey(key: HostKey): key is SigningKey {
	return key.purpose === 'token_signing' && key.algorithm !== null;
}
