import { allAuthorities } from '../certificates/all-authorities.ts';
import { authorityKeyContext } from '../certificates/authority-key-context.ts';
import type { CertificateAuthorityRepository } from '../certificates/repositories.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import type { KeyEncryption } from '../ports.ts';
import type { HostKeyRepository, PolicyRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { hostKeyContext } from './host-key-context.ts';

/** A key of the store that does not unwrap: what it is, which key-encryption key it names, and why it stays shut. */
export interface UnreadableKey {
	readonly what: string;
	/** It signs tokens, or has signed some. */
	readonly signsTokens: boolean;
	readonly keyEncryptionKeyId: string;
	readonly reason: string;
}

/** Of all keys in the store. */
export interface KeyInspection {
	/** How many keys each key-encryption key wraps; what is not named here wraps nothing any more. */
	readonly wrappedBy: readonly { readonly keyEncryptionKeyId: string; readonly keys: number }[];
	/** The first hundred of them. */
	readonly unreadable: readonly UnreadableKey[];
	readonly unreadableCount: number;
}

export interface InspectKeysParts {
	readonly hostKeys: HostKeyRepository;
	readonly certificateAuthorities: CertificateAuthorityRepository;
	readonly policyRepository: PolicyRepository;
	readonly dataKeys: DataKeys;
	readonly keyEncryption: KeyEncryption;
}

const PAGE = 100;
const MAX_LISTED = 100;

/** Unwraps every key in the store, and keeps none; changes nothing. */
export async function inspectKeys(parts: InspectKeysParts): Promise<KeyInspection> {
	const { hostKeys, certificateAuthorities, policyRepository, dataKeys, keyEncryption } = parts;
	const wrappedBy = new Map<string, number>();
	const unreadable: UnreadableKey[] = [];
	let unreadableCount = 0;

	async function look(
		what: string,
		keyEncryptionKeyId: string,
		unwrap: () => Promise<unknown>,
		signsTokens = false,
	): Promise<void> {
		wrappedBy.set(keyEncryptionKeyId, (wrappedBy.get(keyEncryptionKeyId) ?? 0) + 1);
		try {
			await unwrap();
		} catch (error) {
			unreadableCount += 1;
			const reason = error instanceof Error ? error.message : String(error);
			if (unreadable.length < MAX_LISTED) unreadable.push({ what, signsTokens, keyEncryptionKeyId, reason });
		}
	}

	for (const { keyId, purpose, wrapped } of await hostKeys.list()) {
		const unwrap = (): Promise<unknown> => keyEncryption.unwrap(wrapped, hostKeyContext(keyId, purpose));
		await look(`${purpose} key ${keyId}`, wrapped.keyEncryptionKeyId, unwrap, purpose === 'token_signing');
	}
	for await (const { customerId, generation, wrapped } of allAuthorities(certificateAuthorities)) {
		await look(`key of certificate authority ${generation} of customer ${customerId}`, wrapped.keyEncryptionKeyId, () =>
			keyEncryption.unwrap(wrapped, authorityKeyContext({ customerId, generation })),
		);
	}
	let after: Tenant | undefined;
	do {
		const page = await policyRepository.listAll(after, PAGE);
		for (const { customerId, domainId, dataKey, endpointKey } of page) {
			for (const [name, key] of Object.entries({ 'data key': dataKey, 'endpoint key': endpointKey })) {
				if (key === null) continue;
				const what = `${name} of domain ${domainId} of customer ${customerId}`;
				await look(what, key.wrapped.keyEncryptionKeyId, () => dataKeys.prove({ customerId, domainId }, key));
			}
		}
		after = page.length < PAGE ? undefined : page.at(-1);
	} while (after !== undefined);
	return {
		wrappedBy: [...wrappedBy].map(([keyEncryptionKeyId, keys]) => ({ keyEncryptionKeyId, keys })),
		unreadable,
		unreadableCount,
	};
}
