import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { jwkThumbprint } from '../assertions/public-key.ts';
import { hostKeyContext } from '../keys/host-key-context.ts';
import type { Clock, KeyEncryption, Logger } from '../ports.ts';
import type { HostKey, HostKeyRepository } from '../store.ts';
import { generateSigningKey, type JwsSign, jwsSigner } from './jws.ts';
import { type KeyScheduleTerms, scheduledStep, signingKey } from './key-schedule.ts';
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

/** A signing key as an operator may see it. Times are milliseconds since the epoch. */
export interface SigningKeyView {
	readonly keyId: string;
	readonly algorithm: string;
	readonly createdAt: number;
	/** It is published from `createdAt` and signs from here. */
	readonly activatesAt: number;
}

export interface RotatedKeys {
	/** What signs from now on. */
	readonly added: SigningKeyView;
	/** Every token that one of these signed is dead. */
	readonly withdrawn: readonly SigningKeyView[];
}

/** The host's signing keys: kept sealed in the store, the same for every process. */
export interface SigningKeys {
	/** The key that signs now; made where there is none yet. Rejects where that key cannot be opened. */
	signer(): Promise<TokenSigner>;
	/** Undefined where no such key is in the store, or it cannot be opened. */
	verificationKey(kid: string): Promise<TokenVerificationKey | undefined>;
	/** Whether the key was there at the last reading: one that was withdrawn verifies nothing, whatever is remembered. */
	knows(kid: string): boolean;
	/** Every public key (RFC 7517) of those that can be opened: of no other is known whether it is one of ours. */
	publicKeys(): Promise<JsonWebKeySet>;
	list(): Promise<readonly SigningKeyView[]>;
	/** Reads the keys again. */
	refresh(): Promise<void>;
	/** Makes the next key where it is time to publish it, and removes those of which no token is alive. */
	maintain(): Promise<void>;
	/** After a compromise: a new key signs at once, and what every other one signed is dead. */
	rotateNow(): Promise<RotatedKeys>;
}

export interface SigningKeysParts extends KeyScheduleTerms {
	readonly hostKeys: HostKeyRepository;
	readonly keyEncryption: KeyEncryption;
	readonly clock: Clock;
	readonly logger: Logger;
}

type SigningKey = HostKey & { readonly algorithm: SigningAlgorithm };

interface OpenedKey extends TokenSigner, SigningKeyView {
	readonly algorithm: SigningAlgorithm;
	readonly publicKey: KeyObject;
	readonly jwk: JWK;
	/** Of what it was opened from. */
	readonly ciphertext: string;
}

/** One that could not be opened, such as one that was wrapped by a key-encryption key which is gone. */
interface ShutKey extends SigningKeyView {
	readonly ciphertext: string;
	readonly triedAt: number;
	readonly reason: unknown;
}

/** A key id that is not known is looked up at most this often: anyone can invent one. */
const LOOK_UP_INTERVAL_MS = 1000;
/** What could not be opened is tried again after this: it may be the key service that was away. */
const RETRY_MS = 10_000;

export function signingKeys(parts: SigningKeysParts): SigningKeys {
	const { hostKeys, keyEncryption, clock, logger, algorithm } = parts;
	let known: ReadonlyMap<string, OpenedKey> = new Map();
	let shut: ReadonlyMap<string, ShutKey> = new Map();
	let loading: Promise<void> | undefined;
	let lastLookUpAt = 0;
	let readings = 0;
	let newestReading = 0;

	async function stored(): Promise<readonly SigningKey[]> {
		return (await hostKeys.list()).filter(isSigningKey);
	}

	/** The key id is the thumbprint (RFC 7638) where none is given. */
	async function create(alg: SigningAlgorithm, activatesAt: number, keyId?: string): Promise<SigningKeyView> {
		const { privateKey, publicKey } = generateSigningKey(alg);
		const publicJwk = publicKey.export({ format: 'jwk' });
		const id = keyId ?? jwkThumbprint(publicKey);
		const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
		const createdAt = clock.now();
		await hostKeys.insert({
			keyId: id,
			purpose: 'token_signing',
			algorithm: alg,
			publicJwk: JSON.stringify(publicJwk),
			wrapped: await keyEncryption.wrap(pkcs8, hostKeyContext(id, 'token_signing')),
			createdAt,
			activatesAt,
		});
		return { keyId: id, algorithm: alg, createdAt, activatesAt };
	}

	async function open(key: SigningKey): Promise<OpenedKey> {
		const { keyId, algorithm: alg, createdAt, activatesAt, wrapped } = key;
		const before = known.get(keyId);
		// Opening one may be a call to a key service: only what is new is opened.
		if (before !== undefined && before.ciphertext === wrapped.ciphertext) return before;
		const pkcs8 = await keyEncryption.unwrap(wrapped, hostKeyContext(keyId, 'token_signing'));
		const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
		// Not the stored public half: nothing seals it, and whoever can write to the store would sign every token.
		const publicKey = createPublicKey(privateKey);
		const jwk: JWK = { ...(publicKey.export({ format: 'jwk' }) as JWK), kid: keyId, alg, use: 'sig' };
		const sign = jwsSigner(alg, privateKey);
		const { ciphertext } = wrapped;
		return { kid: keyId, keyId, algorithm: alg, createdAt, activatesAt, sign, publicKey, jwk, ciphertext };
	}

	/** One that stays shut must not keep the others from their work. */
	async function tryToOpen(key: SigningKey): Promise<OpenedKey | ShutKey> {
		const { ciphertext, keyEncryptionKeyId } = key.wrapped;
		const before = shut.get(key.keyId);
		const same = before !== undefined && before.ciphertext === ciphertext;
		const now = clock.now();
		if (same && Math.abs(now - before.triedAt) < RETRY_MS) return before;
		try {
			return await open(key);
		} catch (reason) {
			if (!same) {
				logger.error(
					{ keyId: key.keyId, keyEncryptionKeyId, error: String(reason) },
					'a signing key cannot be opened: it is not published, and tokens that it signed are refused',
				);
			}
			return { ...viewOf(key), ciphertext, triedAt: now, reason };
		}
	}

	async function read(): Promise<void> {
		readings += 1;
		const reading = readings;
		let keys = await stored();
		if (keys.length === 0) {
			const first = scheduledStep(keys, parts, clock.now()).create;
			if (first !== undefined) await create(algorithm, first.activatesAt, first.keyId);
			keys = await stored();
		}
		const opened = new Map<string, OpenedKey>();
		const closed = new Map<string, ShutKey>();
		for (const key of keys) {
			const found = await tryToOpen(key);
			if ('sign' in found) opened.set(key.keyId, found);
			else closed.set(key.keyId, found);
		}
		// One that was slow must not bring back what a later one has seen withdrawn.
		if (reading < newestReading) return;
		newestReading = reading;
		known = opened;
		shut = closed;
	}

	async function loaded(): Promise<void> {
		if (known.size > 0) return;
		loading ??= read().finally(() => {
			loading = undefined;
		});
		await loading;
	}

	return {
		async signer() {
			await loaded();
			const chosen = signingKey([...known.values(), ...shut.values()], algorithm, clock.now());
			if (chosen === undefined) throw new Error('there is no signing key');
			if ('sign' in chosen) return chosen;
			throw new Error(`the key that signs tokens cannot be opened: ${chosen.keyId}`, { cause: chosen.reason });
		},
		async verificationKey(kid) {
			await loaded();
			if (!known.has(kid)) {
				const now = clock.now();
				if (Math.abs(now - lastLookUpAt) < LOOK_UP_INTERVAL_MS) return undefined;
				lastLookUpAt = now;
				await read();
			}
			const found = known.get(kid);
			return found === undefined ? undefined : { algorithm: found.algorithm, key: found.publicKey };
		},
		knows: (kid) => known.has(kid),
		async publicKeys() {
			await loaded();
			return { keys: [...known.values()].map(({ jwk }) => jwk) };
		},
		list: async () => (await stored()).map(viewOf),
		refresh: read,
		async maintain() {
			const { create: next, remove } = scheduledStep(await stored(), parts, clock.now());
			if (next !== undefined) await create(algorithm, next.activatesAt, next.keyId);
			if (remove.length > 0) await hostKeys.remove(remove);
			await read();
		},
		async rotateNow() {
			const keys = await stored();
			const withdrawn = keys.map(viewOf);
			const now = clock.now();
			// Of the algorithm that signs now: an operator's command does not know what the host is set to.
			const alg = signingKey(keys, algorithm, now)?.algorithm ?? algorithm;
			// First the new one, so that no process ever finds none.
			const added = await create(alg, now);
			await hostKeys.remove(withdrawn.map(({ keyId }) => keyId));
			await read();
			return { added, withdrawn };
		},
	};
}

function viewOf({ keyId, algorithm, createdAt, activatesAt }: SigningKey): SigningKeyView {
	return { keyId, algorithm, createdAt, activatesAt };
}

function isSigningKey(key: HostKey): key is SigningKey {
	return key.purpose === 'token_signing' && key.algorithm !== null;
}
