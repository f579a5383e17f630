import type { KeyEncryption, Random } from '../ports.ts';
import { recentlyUsed } from '../recently-used.ts';
import { randomBase62 } from '../secrets/base62.ts';
import { seal, unseal } from '../secrets/seal.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { DataKey } from './policy.ts';

const KEY_BYTES = 32;
const MAX_CACHED = 1000;

/** Makes and uses the data keys of domains. A sealed secret names the key that sealed it. */
export interface DataKeys {
	create(tenant: Tenant): Promise<DataKey>;
	sealSecret(tenant: Tenant, dataKey: DataKey, place: SecretPlace, secretText: string): Promise<string>;
	/** Undefined where the secret was sealed by a key that is no longer the domain's: it was shredded with its key. */
	unsealSecret(tenant: Tenant, dataKey: DataKey, place: SecretPlace, sealed: string): Promise<string | undefined>;
	rewrap(tenant: Tenant, dataKey: DataKey): Promise<DataKey>;
	/** Rejects where the key does not unwrap as it is in the store now, whatever is cached. */
	prove(tenant: Tenant, dataKey: DataKey): Promise<void>;
	forget(tenant: Tenant, dataKey: DataKey): void;
}

/** Where a sealed secret belongs, to an application or to an endpoint: authenticated with it. */
export type SecretPlace =
	| { readonly clientId: string; readonly secretId: string }
	| { readonly endpointId: string; readonly secretId: string };

export function dataKeys(keyEncryption: KeyEncryption, random: Random): DataKeys {
	// Unwrapping may be a call to a KMS, so keys that are in use are kept. By what they are bound to: a data key put in
	// another domain's policy must not be found here.
	const opened = recentlyUsed<string, Uint8Array>(MAX_CACHED);

	async function unwrapped(tenant: Tenant, dataKey: DataKey): Promise<Uint8Array> {
		const context = keyContext(tenant, dataKey.dataKeyId);
		const known = opened.get(context);
		if (known !== undefined) return known;
		const key = await keyEncryption.unwrap(dataKey.wrapped, context);
		opened.set(context, key);
		return key;
	}

	return {
		async create(tenant) {
			const dataKeyId = randomBase62(random, 16);
			const wrapped = await keyEncryption.wrap(random.bytes(KEY_BYTES), keyContext(tenant, dataKeyId));
			return { dataKeyId, wrapped };
		},
		async sealSecret(tenant, dataKey, place, secretText) {
			const key = await unwrapped(tenant, dataKey);
			const sealed = seal(random, key, Buffer.from(secretText), secretContext(tenant, dataKey, place));
			return `${dataKey.dataKeyId}.${sealed}`;
		},
		async unsealSecret(tenant, dataKey, place, sealed) {
			const [dataKeyId, body = ''] = sealed.split('.');
			if (dataKeyId !== dataKey.dataKeyId) return undefined;
			const key = await unwrapped(tenant, dataKey);
			return unseal(key, body, secretContext(tenant, dataKey, place)).toString('utf8');
		},
		async rewrap(tenant, dataKey) {
			const context = keyContext(tenant, dataKey.dataKeyId);
			const key = await keyEncryption.unwrap(dataKey.wrapped, context);
			return { dataKeyId: dataKey.dataKeyId, wrapped: await keyEncryption.wrap(key, context) };
		},
		async prove(tenant, dataKey) {
			await keyEncryption.unwrap(dataKey.wrapped, keyContext(tenant, dataKey.dataKeyId));
		},
		forget(tenant, dataKey) {
			opened.delete(keyContext(tenant, dataKey.dataKeyId));
		},
	};
}

function keyContext(tenant: Tenant, dataKeyId: string): string {
	return JSON.stringify(['data-key', tenant.customerId, tenant.domainId, dataKeyId]);
}

function secretContext(tenant: Tenant, dataKey: DataKey, place: SecretPlace): string[] {
	const [kind, id] = 'clientId' in place ? ['client-secret', place.clientId] : ['signing-secret', place.endpointId];
	return [kind, tenant.customerId, tenant.domainId, id, place.secretId, dataKey.dataKeyId];
}
