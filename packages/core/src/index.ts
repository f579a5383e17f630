export type { Actor, DomainGrant } from './actors/actor.ts';
export {
	type ClientApplication,
	type ClientApplicationStatus,
	FIRST_TOMBSTONE_SLOT,
	slotName,
	tombstoneSlot,
} from './applications/client-application.ts';
export { BearerError, type InputIssue, LatchkeyError, type LatchkeyErrorCode, OAuthError, type OAuthErrorCode, StoreUnavailableError } from './errors.ts';
export type { EventActor, EventDataByType, EventType, LatchkeyEvent } from './events/event.ts';
export type { DataKey, Policy } from './policies/policy.ts';
export type {
	AuthenticationThrottle,
	Clock,
	FailedAuthentication,
	KeyEncryption,
	LogFields,
	Logger,
	Random,
	Scheduler,
	WrappedKey,
} from './ports.ts';
export type { ClientSecret, RevokedSecret } from './secrets/client-secret.ts';
export {
	type ApplicationChanges,
	type ApplicationRepository,
	type HostKey,
	type HostKeyRepository,
	type InsertApplicationResult,
	type Invalidation,
	type InvalidationPosition,
	type ListPosition,
	type ListQuery,
	OUTBOX_LIMIT,
	type Outbox,
	type PendingEvents,
	type PolicyChanges,
	type PolicyRepository,
	type SecretUsage,
	type Store,
	searchKey,
	type UpdateResult,
	type UsageRepository,
} from './store.ts';
export type { Tenant } from './tenants/tenant.ts';
