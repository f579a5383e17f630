import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { type SymmetricKeyParts, symmetricKey } from '../keys/symmetric-key.ts';
import { recentlyUsed } from '../recently-used.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { domainKeyText } from './chain.ts';

const MAX_CACHED = 1000;

/** The keys of the audit chains: one of the host, and one for each domain, derived from it. */
export interface ChainKeys {
	/** Makes the host's key where there is none yet. */
	load(): Promise<void>;
	of(tenant: Tenant): Promise<KeyObject>;
}

export function chainKeys(parts: SymmetricKeyParts): ChainKeys {
	const host = symmetricKey(parts, { keyId: 'audit-1', purpose: 'audit' });
	const derived = recentlyUsed<string, KeyObject>(MAX_CACHED);

	return {
		async load() {
			await host.get();
		},
		async of(tenant) {
			const text = domainKeyText(tenant);
			const known = derived.get(text);
			if (known !== undefined) return known;
			const key = createSecretKey(
				createHmac('sha256', await host.get())
					.update(text)
					.digest(),
			);
			derived.set(text, key);
			return key;
		},
	};
}
