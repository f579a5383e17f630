import type { NewSecret } from '../secrets/decide.ts';
import type { CredentialUsage } from '../store.ts';
import type { LifecycleRules } from './rules.ts';

/** What the life cycle of one application goes by, beside its state and the time. */
export interface AdvanceFacts {
	readonly rules: LifecycleRules;
	/** Secrets of the domain are shown once. */
	readonly showOnce: boolean;
	/** Of every credential that the application ever had. */
	readonly usages: readonly CredentialUsage[];
	/** Every use before this is among `usages`; what came later may still lie unwritten in the process that saw it. */
	readonly usageKnownUntil: number;
	/** Ready to be added, should a rotation be due. */
	readonly secret?: NewSecret | undefined;
}

export function lastUseOf(facts: AdvanceFacts, secretId: string): CredentialUsage | undefined {
	return facts.usages.find((usage) => usage.credentialId === secretId);
}
