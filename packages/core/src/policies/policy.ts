import type { LifecycleRules } from '../lifecycle/rules.ts';
import type { WrappedKey } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** A data key of a domain: seals its secrets, and is itself wrapped by the key-encryption key. */
export interface DataKey {
	readonly dataKeyId: string;
	readonly wrapped: WrappedKey;
}

/** What an administrator decides for a domain. */
export interface PolicySettings extends LifecycleRules {
	/** Secrets are shown when they are made and never again; nothing is sealed. */
	readonly showOnce: boolean;
}

/**
 * The rules of one domain, and its data keys. All live in one document, so that switching to show-once and destroying
 * the key that could still reveal is one write.
 */
export interface Policy extends Tenant {
	readonly showOnce: boolean;
	/** As set; where nobody has set the policy, what the host had by default when it was made. */
	readonly rules: LifecycleRules;
	/** Null under show-once, and once the domain is removed. */
	readonly dataKey: DataKey | null;
	/**
	 * Seals the signing secrets of endpoints, also under show-once. Null until there is one, and once the domain is
	 * removed.
	 */
	readonly endpointKey: DataKey | null;
	readonly revision: number;
	readonly createdAt: number;
	/** When it was last set; `createdAt` where nobody has: then the host's rules of today count. */
	readonly updatedAt: number;
	/** Set when the host removed the domain: nothing can be added to it any more. */
	readonly removedAt: number | null;
}
