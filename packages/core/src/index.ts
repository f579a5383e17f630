export type { Actor, DomainGrant } from './actors/actor.ts';
export type { Session, SessionDomain } from './actors/session.ts';
export type { AddApplication, AddApplicationInput, AddedApplication } from './applications/add.ts';
export {
	type ClientApplication,
	type ClientApplicationStatus,
	FIRST_TOMBSTONE_SLOT,
	slotName,
	tombstoneSlot,
} from './applications/client-application.ts';
export { type ClientIdParts, parseClientId } from './applications/client-id.ts';
export type { Precondition } from './applications/entity-tag.ts';
export {
	allowedAddressesSchema,
	descriptionSchema,
	idempotencyKeySchema,
	nameSchema,
	privilegeSchema,
	privilegesSchema,
	userIdSchema,
} from './applications/fields.ts';
export { MANAGER_HOLDS, type ManagerHold } from './applications/manager-holds.ts';
export type {
	ApplicationPage,
	ApplicationService,
	ChangeApplicationInput,
	ListApplicationsInput,
} from './applications/service.ts';
export { addressAllowed, sourceRange } from './applications/source-ranges.ts';
export type {
	CertificateView,
	ClientApplicationView,
	Credentials,
	PublicKeyView,
	RotationView,
	SecretView,
} from './applications/view.ts';
export { ASSERTION_TYPE } from './assertions/client-assertion.ts';
export { jwksSchema, jwksUriSchema } from './assertions/fields.ts';
export {
	ASSERTION_ALGORITHMS,
	type AssertionAlgorithm,
	type RegisteredKey,
	type RegisteredKeySet,
} from './assertions/public-key.ts';
export type {
	AuditActor,
	AuditCheckpoint,
	AuditContent,
	AuditEntry,
	AuditType,
	ChainPoint,
} from './audit/entry.ts';
export { type ChainHead, readHead } from './audit/head.ts';
export type { ToldEntry } from './audit/json-lines.ts';
export type {
	AppendConflict,
	AppendResult,
	AuditPosition,
	AuditQuery,
	AuditRepository,
	ExpiredEntry,
} from './audit/repository.ts';
export type { AuditPage, AuditService, ListAuditInput } from './audit/service.ts';
export { type AuditVerification, openHead } from './audit/verification.ts';
export type { ChainFault, ChainVerdict } from './audit/verify.ts';
export { type ExportVerdict, type HeadProof, verifyExport } from './audit/verify-export.ts';
export { BACKGROUND_TASKS, type Background, type BackgroundTask } from './background.ts';
export { canonicalJson } from './canonical-json.ts';
export type { CertificateWithPem } from './certificates/adder.ts';
export { MAX_CERTIFICATE_MS } from './certificates/authorities.ts';
export { type ClientCertificate, MAX_CERTIFICATES } from './certificates/client-certificate.ts';
export type {
	IssueCertificateInput,
	RegisterCertificateInput,
	SignCertificateInput,
	SignRequestInput,
} from './certificates/input.ts';
export { KEY_TYPES } from './certificates/key-pair.ts';
export { MAX_PEM_LENGTH } from './certificates/pem-input.ts';
export type {
	AuthorityKey,
	CertificateAuthority,
	CertificateAuthorityRepository,
	RevokedCertificate,
	RevokedCertificateRepository,
} from './certificates/repositories.ts';
export type { SignedCertificate } from './certificates/request-signer.ts';
export type { RevocationReason } from './certificates/revocation-reason.ts';
export type { CertificateService, IssuedCertificate, IssuedKey } from './certificates/service.ts';
export { createLatchkey } from './create-latchkey.ts';
export type { MassRevocation, MassRevoked } from './credentials/mass-revocation.ts';
export type { RevokedCredential, RevokeOptions } from './credentials/revoke.ts';
export {
	BearerError,
	type InputIssue,
	LatchkeyError,
	type LatchkeyErrorCode,
	type LatchkeyErrorDetails,
	OAuthError,
	type OAuthErrorCode,
	OutboundError,
	type OutboundErrorCode,
	StoreUnavailableError,
} from './errors.ts';
export type { EditableEndpoint, EventActor, EventDataByType, EventType, LatchkeyEvent } from './events/event.ts';
export { OUTBOX_RESERVED, outboxLimitFor } from './events/outbox-room.ts';
export type { EventListener } from './events/relay.ts';
export { EVENT_DATA_SCHEMAS, EVENT_TYPES } from './events/schemas.ts';
export { invalidInput, parseInput } from './input.ts';
export type { KeyInspection, UnreadableKey } from './keys/inspect-keys.ts';
export { type LocalKeyEncryptionOptions, localKeyEncryption } from './keys/local-key-encryption.ts';
export type { RekeyProgress } from './keys/rekey.ts';
export type { Latchkey } from './latchkey.ts';
export type { LeakReportKeys, SignedReport } from './leaks/report-signature.ts';
export { type FoundSecret, foundSecretSchema, type LeakService, type LeakVerdict } from './leaks/service.ts';
export {
	DEFAULT_RULES,
	type LifecycleRules,
	lifecycleRulesSchema,
	MAX_OVERLAP_MS,
	type PolicyFloor,
} from './lifecycle/rules.ts';
export { type IdleWarning, initialLifecycle, type LifecycleState, type Rotation } from './lifecycle/state.ts';
export { EVENTS_LATE_MS, WORK_LATE_MS } from './metrics/standing-work.ts';
export type { AddEndpoint, AddEndpointInput, AddedEndpoint } from './notifications/add.ts';
export {
	type Attempt,
	type Delivery,
	type DeliveryStatus,
	MAX_LOGGED_ATTEMPTS,
	type NewDelivery,
} from './notifications/delivery.ts';
export type { DeliveryLog, DeliveryPage, ListDeliveriesInput, ReplayInput } from './notifications/delivery-log.ts';
export {
	type DisabledReason,
	type Endpoint,
	type EndpointStatus,
	MAX_SIGNING_SECRETS,
	type SigningSecret,
} from './notifications/endpoint.ts';
export { endpointUrlSchema, eventTypesSchema } from './notifications/fields.ts';
export type {
	DeliveryQuery,
	DeliveryRepository,
	DeliveryResult,
	EndpointChanges,
	EndpointKey,
	EndpointPosition,
	EndpointQuery,
	EndpointRepository,
	InsertEndpointResult,
} from './notifications/repositories.ts';
export type {
	ChangeEndpointInput,
	EndpointPage,
	EndpointService,
	ListEndpointsInput,
	RotateSigningSecretInput,
} from './notifications/service.ts';
export type { DeliveryView, EndpointView, SigningSecretView } from './notifications/view.ts';
export {
	type CertificateSettings,
	DEFAULT_CLIENT_ID_PREFIX,
	DEFAULT_LIMIT,
	HIGHEST_LIMIT,
	type LatchkeyOptions,
	type LatchkeyPorts,
} from './options.ts';
export { MAX_CURSOR_LENGTH, MAX_PAGE } from './paging.ts';
export type { DataKey, Policy, PolicySettings } from './policies/policy.ts';
export {
	type PolicyService,
	type PolicySettingsInput,
	type PolicyView,
	policySettingsSchema,
} from './policies/service.ts';
export type {
	AuthenticationThrottle,
	Clock,
	FailedAuthentication,
	KeyEncryption,
	LogFields,
	Logger,
	Meter,
	Outbound,
	OutboundAnswer,
	OutboundRequest,
	Random,
	Scheduler,
	WrappedKey,
} from './ports.ts';
export type { PrivilegeDefinition } from './privileges.ts';
export { type ClientSecret, type EndedSecret, MAX_SECRETS } from './secrets/client-secret.ts';
export type {
	AddedSecret,
	AddSecretInput,
	SecretService,
} from './secrets/service.ts';
export type { SelfRequest, SelfService } from './self/service.ts';
export {
	type ApplicationChanges,
	type ApplicationKey,
	type ApplicationRepository,
	type Claim,
	type CredentialUsage,
	type DocumentKey,
	type DueWork,
	type HostKey,
	type HostKeyRepository,
	type InsertApplicationResult,
	type Invalidation,
	type InvalidationPosition,
	LEASE_HORIZON,
	type ListPosition,
	type ListQuery,
	OUTBOX_LIMIT,
	type Outbox,
	PARTITIONS,
	type PendingEvents,
	type PolicyChanges,
	type PolicyRepository,
	type ProcessReport,
	type ProcessRepository,
	partitionOf,
	type RevokedToken,
	type RevokedTokenPosition,
	type RevokedTokenRepository,
	type Store,
	searchKey,
	type UpdateResult,
	type UsageRepository,
	type UsedAssertion,
	type UsedAssertionRepository,
} from './store.ts';
export type { Offboarding } from './tenants/offboarding.ts';
export { type Tenant, tenantIdSchema } from './tenants/tenant.ts';
export type { PresentedCredentials, TokenRequest } from './tokens/credentials.ts';
export type { TokenIssuer, TokenResponse } from './tokens/issue.ts';
export type { CheckedTokenSettings, SigningAlgorithm, TokenSettings } from './tokens/settings.ts';
export type { JsonWebKeySet, RotatedKeys, SigningKeyView } from './tokens/signing-keys.ts';
export type { ActiveToken, Introspection, TokenStanding } from './tokens/standing.ts';
export type { BearerIdentity, TokenVerifier } from './tokens/verify.ts';
export {
	TRANSFER_KINDS,
	type Transfer,
	type TransferKind,
	type TransferPage,
	type TransferRecords,
} from './transfer.ts';
export type { CredentialUse, UsePage, UseReport } from './usage/report.ts';
export type { WorkHandler, WorkIntervals, WorkQueue } from './work-queue.ts';
