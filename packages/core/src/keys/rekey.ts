import { allAuthorities } from '../certificates/all-authorities.ts';
import { authorityKeyContext } from '../certificates/authority-key-context.ts';
import type { CertificateAuthorityRepository } from '../certificates/repositories.ts';
import { HOST } from '../events/event-actor.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import type { Policies } from '../policies/policies.ts';
import type { DataKey } from '../policies/policy.ts';
import type { KeyEncryption } from '../ports.ts';
import type { HostKeyRepository, PolicyRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { hostKeyContext } from './host-key-context.ts';

export interface RekeyParts {
	readonly hostKeys: HostKeyRepository;
	readonly certificateAuthorities: CertificateAuthorityRepository;
	readonly policyRepository: PolicyRepository;
	readonly policies: Policies;
	readonly dataKeys: DataKeys;
	readonly keyEncryption: KeyEncryption;
}

/** So far; told after each key of the host or of a certificate authority, and after each domain. */
export interface RekeyProgress {
	/** Keys of the host, keys of certificate authorities, and domains. */
	readonly seen: number;
	/** Keys: a domain may have two. */
	readonly rewrapped: number;
}

const PAGE = 100;

/**
 * Wraps every key in the store by the current key-encryption key, while everything goes on; what is wrapped by it
 * already is passed over, so a run that was cut short is simply started again. Resolves to how many were wrapped anew.
 */
export async function rekey(parts: RekeyParts, onProgress?: (progress: RekeyProgress) => void): Promise<number> {
	let seen = 0;
	let rewrapped = 0;
	const note = (keys: number): void => {
		seen += 1;
		rewrapped += keys;
		onProgress?.({ seen, rewrapped });
	};
	await rewrapHostKeys(parts, note);
	await rewrapAuthorityKeys(parts, note);
	await rewrapDataKeys(parts, note);
	return rewrapped;
}

async function rewrapHostKeys({ hostKeys, keyEncryption }: RekeyParts, note: (keys: number) => void): Promise<void> {
	for (const { keyId, purpose, wrapped } of await hostKeys.list()) {
		if (wrapped.keyEncryptionKeyId === keyEncryption.currentKeyId) {
			note(0);
			continue;
		}
		const context = hostKeyContext(keyId, purpose);
		const next = await keyEncryption.wrap(await keyEncryption.unwrap(wrapped, context), context);
		note((await hostKeys.rewrap(keyId, wrapped, next)) ? 1 : 0);
	}
}

async function rewrapAuthorityKeys(
	{ certificateAuthorities, keyEncryption }: RekeyParts,
	note: (keys: number) => void,
): Promise<void> {
	for await (const { customerId, generation, wrapped } of allAuthorities(certificateAuthorities)) {
		if (wrapped.keyEncryptionKeyId === keyEncryption.currentKeyId) {
			note(0);
			continue;
		}
		const key = { customerId, generation };
		const context = authorityKeyContext(key);
		const next = await keyEncryption.wrap(await keyEncryption.unwrap(wrapped, context), context);
		note((await certificateAuthorities.rewrap(key, wrapped, next)) ? 1 : 0);
	}
}

async function rewrapDataKeys(parts: RekeyParts, note: (keys: number) => void): Promise<void> {
	let after: Tenant | undefined;
	for (;;) {
		const page = await parts.policyRepository.listAll(after, PAGE);
		for (const { customerId, domainId } of page) note(await rewrapDomain(parts, { customerId, domainId }));
		after = page.at(-1);
		if (page.length < PAGE) return;
	}
}

/** Resolves to how many keys of the domain were wrapped anew. */
async function rewrapDomain({ policies, dataKeys, keyEncryption }: RekeyParts, tenant: Tenant): Promise<number> {
	const isOld = (key: DataKey | null): key is DataKey =>
		key !== null && key.wrapped.keyEncryptionKeyId !== keyEncryption.currentKeyId;
	const anew = async (key: DataKey | null): Promise<DataKey | null> =>
		isOld(key) ? await dataKeys.rewrap(tenant, key) : key;
	let rewrapped = 0;
	await policies.change(tenant, HOST, async ({ dataKey, endpointKey }) => {
		rewrapped = [dataKey, endpointKey].filter(isOld).length;
		if (rewrapped === 0) return { type: 'keep' };
		return { type: 'rewrap', dataKey: await anew(dataKey), endpointKey: await anew(endpointKey) };
	});
	return rewrapped;
}
