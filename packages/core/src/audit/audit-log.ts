import type { Actor } from '../actors/actor.ts';
import { tenantOfClientId } from '../applications/client-id.ts';
import type { LatchkeyEvent } from '../events/event.ts';
import { secretRedactor } from '../logging.ts';
import type { Clock, KeyEncryption, Logger, Random, Scheduler } from '../ports.ts';
import type { Store } from '../store.ts';
import { sameTenant, type Tenant } from '../tenants/tenant.ts';
import type { SigningKeys } from '../tokens/signing-keys.ts';
import { chainKeys } from './chain-keys.ts';
import { contentOfEvent } from './from-event.ts';
import { auditRecorder } from './recorder.ts';
import { type Refusals, refusals } from './refusals.ts';
import { cutExpired } from './retention.ts';
import { type AuditService, auditService } from './service.ts';
import { type AuditVerification, auditVerification } from './verification.ts';

/** All of the audit log: what enters it, who reads it, what ends in it. */
export interface AuditLog {
	readonly service: AuditService;
	readonly verification: AuditVerification;
	readonly refusals: Refusals;
	/** Enters events of one tenant, those that are entered already left out. */
	record(tenant: Tenant, events: readonly LatchkeyEvent[]): Promise<void>;
	/** Cuts off what has been kept long enough. */
	cut(signal?: AbortSignal): Promise<void>;
	/** Makes the key where there is none yet. */
	load(): Promise<void>;
}

export interface AuditLogParts {
	readonly store: Store;
	readonly keyEncryption: KeyEncryption;
	readonly signingKeys: SigningKeys;
	readonly clock: Clock;
	readonly random: Random;
	readonly scheduler: Scheduler;
	readonly logger: Logger;
	readonly clientIdPrefix: string;
	readonly secretPrefix: string;
	readonly auditRetentionMs: number;
}

export function auditLog(parts: AuditLogParts): AuditLog {
	const { store, keyEncryption, signingKeys, clock, random, scheduler, logger, clientIdPrefix, secretPrefix } = parts;
	const { audit, hostKeys } = store;
	const keys = chainKeys({ hostKeys, keyEncryption, random, clock });
	const recorder = auditRecorder({ audit, keys, random, scheduler, redact: secretRedactor(secretPrefix) });

	function isClientIdOf(tenant: Tenant, id: string): boolean {
		const named = tenantOfClientId(id, clientIdPrefix);
		return named !== undefined && sameTenant(named, tenant);
	}

	/** A domain that is not the actor's, or an application that is not. */
	async function isHidden(actor: Actor, tenant: Tenant, id: string | undefined): Promise<boolean> {
		if (!Object.hasOwn(actor.domains, tenant.domainId)) return (await store.policies.find(tenant)) !== undefined;
		if (id === undefined || !isClientIdOf(tenant, id) || actor.domains[tenant.domainId]?.manage === true) return false;
		const found = await store.applications.find(tenant, id);
		return found !== undefined && found.status !== 'removed' && found.ownerId !== actor.userId;
	}

	return {
		service: auditService({ audit, signingKeys, clock }),
		verification: auditVerification({ audit, keys, publicKeys: () => signingKeys.publicKeys() }),
		refusals: refusals({ recorder, isHidden, isClientIdOf, clock, random, logger }),
		record: (tenant, events) => recorder.record(tenant, events.map(contentOfEvent)),
		async cut(signal) {
			await cutExpired({ audit, keys, clock, auditRetentionMs: parts.auditRetentionMs }, signal);
		},
		load: () => keys.load(),
	};
}
