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

/** Keys so far; each of a run is told once. */
export interface RekeyProgress {
	readonly seen: number;
	readonly rewrapped: number;
}

const PAGE = 100;
const HOST: EventActor = { kind: 'host' };

/**
 * Wraps every key in the store by the current key-encryption key, while everything goes on; what is wrapped by it
 * already is passed over, so a run that was cut short is simply started again. Resolves to how many were wrapped anew.
 */
export async function rekey(parts: RekeyParts, onProgress?: (progress: RekeyProgress) => void): Promise<number> {
	let seen = 0;
	let rewrapped = 0;
	const note = (wasRewrapped: boolean): void => {
		seen += 1;
		if (wasRewrapped) rewrapped += 1;
		onProgress?.({ seen, rewrapped });
	};
	await rewrapHostKeys(parts, note);
	await rewrapDataKeys(parts, note);
	return rewrapped;
}

async function rewrapHostKeys(
	{ hostKeys, keyEncryption }: RekeyParts,
	note: (wasRewrapped: boolean) => void,
): Promise<void> {
	for (const { keyId, purpose, wrapped } of await hostKeys.list()) {
		if (wrapped.keyEncryptionKeyId === keyEncryption.currentKeyId) {
			note(false);
			continue;
		}
		const context = hostKeyContext(keyId, purpose);
		const next = await keyEncryption.wrap(await keyEncryption.unwrap(wrapped, context), context);
		note(await hostKeys.rewrap(keyId, wrapped, next));
	}
}

async function rewrapDataKeys(parts: RekeyParts, note: (wasRewrapped: boolean) => void): Promise<void> {
	const { policyRepository, policies, dataKeys, keyEncryption } = parts;
	let after: Tenant | undefined;
	for (;;) {
		const page = await policyRepository.listAll(after, PAGE);
		for (const { customerId, domainId, revision } of page) {
			const { revision: rewrittenAt } = await policies.change({ customerId, domainId }, HOST, async ({ dataKey }) => {
				if (dataKey === null || dataKey.wrapped.keyEncryptionKeyId === keyEncryption.currentKeyId)
					return { type: 'keep' };
				return { type: 'rewrap', dataKey: await dataKeys.rewrap({ customerId, domainId }, dataKey) };
			});
			note(rewrittenAt > revision);
		}
		after = page.at(-1);
		if (page.length < PAGE) return;
	}
}
