import type { EventActor } from '../events/event.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import type { Policies } from '../policies/policies.ts';
import type { KeyEncryption } from '../ports.ts';
import type { HostKeyRepository, PolicyRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { hostKeyContext } from './host-key-context.ts';

export interface RekeyParts {
	readonly hostKeys: HostKeyRepository;
	readonly policyRepository: PolicyRepository;
	readonly policies: Policies;
	readonly dataKeys: DataKeys;
	readonly keyEncryption: KeyEncryption;
}

const PAGE = 100;
const HOST: EventActor = { kind: 'host' };

/**
 * Wraps every key in the store by the current key-encryption key, while everything goes on; what is wrapped by it
 * already is passed over, so a run that was cut short is simply started again. Resolves to how many were wrapped anew.
 */
export async function rekey(parts: RekeyParts): Promise<number> {
	return (await rewrapHostKeys(parts)) + (await rewrapDataKeys(parts));
}

async function rewrapHostKeys({ hostKeys, keyEncryption }: RekeyParts): Promise<number> {
	let rewrapped = 0;
	for (const { keyId, purpose, wrapped } of await hostKeys.list()) {
		if (wrapped.keyEncryptionKeyId === keyEncryption.currentKeyId) continue;
		const context = hostKeyContext(keyId, purpose);
		const next = await keyEncryption.wrap(await keyEncryption.unwrap(wrapped, context), context);
		if (await hostKeys.rewrap(keyId, wrapped, next)) rewrapped += 1;
	}
	return rewrapped;
}

async function rewrapDataKeys(parts: RekeyParts): Promise<number> {
	const { policyRepository, policies, dataKeys, keyEncryption } = parts;
	let rewrapped = 0;
	let after: Tenant | undefined;
	for (;;) {
		const page = await policyRepository.listAll(after, PAGE);
		for (const { customerId, domainId, revision } of page) {
			const { revision: rewrittenAt } = await policies.change({ customerId, domainId }, HOST, async ({ dataKey }) => {
				if (dataKey === null || dataKey.wrapped.keyEncryptionKeyId === keyEncryption.currentKeyId)
					return { type: 'keep' };
				return { type: 'rewrap', dataKey: await dataKeys.rewrap({ customerId, domainId }, dataKey) };
			});
			if (rewrittenAt > revision) rewrapped += 1;
		}
		after = page.at(-1);
		if (page.length < PAGE) return rewrapped;
	}
}
