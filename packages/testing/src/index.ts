export { type QueueContractOptions, queueCases, queueContract } from './queue/contract.ts';
export type { OpenedQueue, QueueCase } from './queue/queue-case.ts';
export { type CapturedLogger, capturedLogger, type LogLine } from './runtime/captured-logger.ts';
export { type ManualClock, manualClock } from './runtime/manual-clock.ts';
export { type ManualScheduler, manualScheduler } from './runtime/manual-scheduler.ts';
export { type VirtualTime, virtualTime } from './runtime/virtual-time.ts';
export { buildAuditEntries, buildAuditEntry, buildCheckpoint } from './store/audit/entries.ts';
export {
	BUILT_AT,
	buildApplication,
	buildAttempt,
	buildAuthority,
	buildCertificate,
	buildDelivery,
	buildEndedSecret,
	buildEndpoint,
	buildEvent,
	buildEvents,
	buildHostKey,
	buildPolicy,
	buildSecret,
	buildSigningSecret,
	buildUsage,
	type EventSubject,
} from './store/builders.ts';
export { type StoreContractOptions, storeCases, storeContract } from './store/contract.ts';
export type { OpenedStore, StoreCase, StoreCaseGroup } from './store/store-case.ts';
