import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { DAY_MS } from '../durations.ts';
import type { Clock, KeyEncryption, Random } from '../ports.ts';
import { recentlyUsed } from '../recently-used.ts';
import { authorityKeyContext } from './authority-key-context.ts';
import { keyPair } from './key-pair.ts';
import type { CertificateAuthority, CertificateAuthorityRepository } from './repositories.ts';
import { randomSerialNumber } from './serial-number.ts';

/** An authority whose key is open. */
export interface OpenAuthority extends Pick<CertificateAuthority, 'customerId' | 'generation' | 'certificate'> {
	readonly privateKey: KeyObject;
}

/** The certificate authorities of customers: kept sealed in the store, the same for every process. */
export interface Authorities {
	/** What signs certificates of the customer now; made where there is none that outlives them. */
	signing(customerId: string): Promise<OpenAuthority>;
	/** The newest one, or that of a generation; undefined where there is none. */
	find(customerId: string, generation?: number): Promise<OpenAuthority | undefined>;
	/** The certificates of all of them, newest first, as PEM; undefined where the customer has none. */
	certificates(customerId: string): Promise<string | undefined>;
}

export interface AuthoritiesParts {
	readonly repository: CertificateAuthorityRepository;
	readonly keyEncryption: KeyEncryption;
	readonly clock: Clock;
	readonly random: Random;
}

/** No certificate lives longer: what browsers once settled on for servers. */
export const MAX_CERTIFICATE_MS = 825 * DAY_MS;
/** Ten years. */
const AUTHORITY_MS = 3653 * DAY_MS;
/** What is made now works at once, also by clocks that are a little behind. */
export const BACKDATED_MS = 5 * 60_000;
const MAX_CACHED = 1000;

export function authorities({ repository, keyEncryption, clock, random }: AuthoritiesParts): Authorities {
	// Opening one may be a call to a key service. By what it was opened from: what is in the store is what counts.
	const opened = recentlyUsed<string, OpenAuthority>(MAX_CACHED);
	const making = new Map<string, Promise<void>>();

	async function open({ customerId, generation, certificate, wrapped }: CertificateAuthority): Promise<OpenAuthority> {
		const context = authorityKeyContext({ customerId, generation });
		const cacheKey = `${context} ${wrapped.ciphertext} ${certificate}`;
		const known = opened.get(cacheKey);
		if (known !== undefined) return known;
		const pkcs8 = await keyEncryption.unwrap(wrapped, context);
		const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
		// Nothing seals the certificate: one that was put in its place would name another key.
		if (!new X509Certificate(certificate).checkPrivateKey(privateKey)) {
			throw new Error(`certificate authority ${generation} of customer ${customerId} has a certificate of another key`);
		}
		const authority = { customerId, generation, certificate, privateKey };
		opened.set(cacheKey, authority);
		return authority;
	}

	/** Where another process was first, its own is what counts. */
	async function make(customerId: string, generation: number): Promise<void> {
		const { authorityCertificate } = await import('./x509/toolkit.ts');
		const { privateKey } = await keyPair('rsa-3072');
		const createdAt = clock.now();
		const notAfter = wholeSeconds(createdAt + AUTHORITY_MS);
		const certificate = await authorityCertificate({
			customerId,
			generation,
			serialNumber: randomSerialNumber(random),
			notBefore: wholeSeconds(createdAt - BACKDATED_MS),
			notAfter,
			privateKey,
		});
		const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
		const wrapped = await keyEncryption.wrap(pkcs8, authorityKeyContext({ customerId, generation }));
		await repository.insert({ customerId, generation, certificate, wrapped, createdAt, notAfter });
	}

	function makeOnce(customerId: string, generation: number): Promise<void> {
		const name = `${customerId} ${generation}`;
		const inHand = making.get(name) ?? make(customerId, generation).finally(() => making.delete(name));
		making.set(name, inHand);
		return inHand;
	}

	return {
		async signing(customerId) {
			const outlives = ({ notAfter }: CertificateAuthority): boolean =>
				notAfter > clock.now() + MAX_CERTIFICATE_MS + DAY_MS;
			let newest = (await repository.list(customerId)).at(-1);
			if (newest === undefined || !outlives(newest)) {
				await makeOnce(customerId, (newest?.generation ?? 0) + 1);
				newest = (await repository.list(customerId)).at(-1);
			}
			if (newest === undefined) throw new Error('a certificate authority was inserted and is not there');
			return open(newest);
		},
		async find(customerId, generation) {
			const all = await repository.list(customerId);
			const found = generation === undefined ? all.at(-1) : all.find((one) => one.generation === generation);
			return found === undefined ? undefined : open(found);
		},
		async certificates(customerId) {
			const all = await repository.list(customerId);
			return all.length === 0
				? undefined
				: all
						.map(({ certificate }) => certificate)
						.toReversed()
						.join('');
		},
	};
}

/** What certificates tell of a time. */
export function wholeSeconds(time: number): number {
	return Math.floor(time / 1000) * 1000;
}
