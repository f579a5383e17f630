import type { EventActor } from '../events/event.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import { assertNotRemoved, type Policies } from '../policies/policies.ts';
import type { Random } from '../ports.ts';
import { randomBase62 } from '../secrets/base62.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { SigningSecret } from './endpoint.ts';
import { generateSigningSecret } from './signing-secret.ts';

/** A new signing secret: its text, to be shown once, and what the store keeps of it. */
export interface MintedSigningSecret {
	readonly text: string;
	readonly secret: Pick<SigningSecret, 'secretId' | 'sealed'>;
}

/** Makes signing secrets, and with the first one the key of the domain that seals them. Throws `domain_removed`. */
export type SigningSecretMint = (tenant: Tenant, endpointId: string, actor: EventActor) => Promise<MintedSigningSecret>;

const SECRET_ID_LENGTH = 16;

export function signingSecretMint(policies: Policies, dataKeys: DataKeys, random: Random): SigningSecretMint {
	return async (tenant, endpointId, actor) => {
		const { endpointKey } = await policies.change(tenant, actor, async (policy) => {
			assertNotRemoved(policy);
			if (policy.endpointKey !== null) return { type: 'keep' };
			return { type: 'set_endpoint_key', endpointKey: await dataKeys.create(tenant) };
		});
		if (endpointKey === null) throw new Error('the domain has no key for its endpoints');
		const secretId = `whs_${randomBase62(random, SECRET_ID_LENGTH)}`;
		const text = generateSigningSecret(random);
		const sealed = await dataKeys.sealSecret(tenant, endpointKey, { endpointId, secretId }, text);
		return { text, secret: { secretId, sealed } };
	};
}
