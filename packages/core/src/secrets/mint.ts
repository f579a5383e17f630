import type { DigestKey } from '../keys/digest-key.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import type { Policy } from '../policies/policy.ts';
import type { Random } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { randomBase62 } from './base62.ts';
import type { NewSecret } from './decide.ts';
import { secretDigest, secretFingerprint } from './digest.ts';
import { generateSecretText, secretHint } from './secret-text.ts';

const SECRET_ID_LENGTH = 16;

export interface MintRequest {
	readonly policy: Policy;
	readonly clientId: string;
	readonly createdBy: string;
	readonly expiresAt: number | null;
	/** None where a user is given the secret. */
	readonly ancestors?: readonly string[];
	/** Of chance where absent. */
	readonly secretId?: string | undefined;
}

/** A new secret: its text, to be shown once, and what the store keeps of it. */
export interface MintedSecret {
	readonly text: string;
	readonly secret: NewSecret;
}

/** Makes secrets. Nothing is written: a minted secret that no decision adds never worked. */
export type SecretMint = (request: MintRequest) => Promise<MintedSecret>;

export function generateSecretId(random: Random): string {
	return `sec_${randomBase62(random, SECRET_ID_LENGTH)}`;
}

export function secretMint(random: Random, prefix: string, digestKey: DigestKey, dataKeys: DataKeys): SecretMint {
	return async ({ policy, clientId, createdBy, expiresAt, ancestors = [], secretId = generateSecretId(random) }) => {
		const tenant: Tenant = { customerId: policy.customerId, domainId: policy.domainId };
		const text = generateSecretText(random, prefix);
		const { dataKey, showOnce } = policy;
		const key = await digestKey.get();
		const secret = {
			secretId,
			digest: secretDigest(key, clientId, text),
			fingerprint: secretFingerprint(key, text),
			sealed:
				dataKey === null || showOnce ? null : await dataKeys.sealSecret(tenant, dataKey, { clientId, secretId }, text),
			hint: secretHint(text),
			createdBy,
			ancestors,
			expiresAt,
		};
		return { text, secret };
	};
}
