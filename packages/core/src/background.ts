import type { AuditLog } from './audit/audit-log.ts';
import { listRevoked, REVOKED_KEPT_MS } from './certificates/listing.ts';
import { type NotificationSenderParts, notificationSender } from './deliveries/notification-sender.ts';
import { DAY_MS, HOUR_MS } from './durations.ts';
import type { LatchkeyEvent } from './events/event.ts';
import { type EventListener, eventRelay } from './events/relay.ts';
import type { LifeCycle } from './lifecycle/life-cycle.ts';
import type { Notifications } from './notifications/notifications.ts';
import type { Store } from './store.ts';
import type { Tenant } from './tenants/tenant.ts';
import { CLOCK_OVERLAP_MS } from './tokens/revocations.ts';
import { forgottenProcesses } from './usage/reporting.ts';

/**
 * - `relay`: enters committed events in the audit log, makes deliveries of them, lists revoked certificates, hands
 *   events to who listens, and lets the life cycle hear of new rules.
 * - `deliver`: sends notifications that are due.
 * - `life_cycle`: advances what is due by time.
 * - `purge`: deletes what was removed, and what was entered, and has been kept for the record long enough; and looks
 *   for what a process that died has left behind.
 */
export type BackgroundTask = 'relay' | 'deliver' | 'life_cycle' | 'purge';

export const BACKGROUND_TASKS: readonly BackgroundTask[] = ['relay', 'deliver', 'life_cycle', 'purge'];

/** What a worker does, again and again, in any number of processes: the store alone says what there is to do. */
export interface Background {
	/**
	 * Does what there is to do of a task; may be run at any time, and again. Stops between two batches where the signal
	 * says so: what is left is found by the next run. Rejects where the store is away.
	 *
	 * A run of `deliver` goes on for as long as anything is being sent, and answers can be slow: whoever runs it does not
	 * wait for it to run it again. Then it takes on more, and returns the same promise.
	 */
	run(task: BackgroundTask, signal?: AbortSignal): Promise<void>;
	/** When time alone makes something due next; milliseconds since the epoch, null for never. */
	nextDueAt(): Promise<number | null>;
	/** Hears, in this process, of tasks that a commit has given something to do. Returns how to stop. */
	onWork(listener: (task: BackgroundTask) => void): () => void;
}

export interface BackgroundParts extends Omit<NotificationSenderParts, 'holder' | 'onCommitted' | 'whenIdle'> {
	readonly store: Store;
	readonly lifeCycle: LifeCycle;
	readonly auditLog: Pick<AuditLog, 'record' | 'cut'>;
	readonly notifications: Pick<Notifications, 'fanOut' | 'retirement' | 'wakeForgotten'>;
	readonly listener: EventListener;
	readonly retentionMs: number;
	/** A name that no other process has. */
	readonly processId: string;
}

/**
 * What a process that died had in hand waits no longer; a step takes a moment, and where it takes longer, revisions
 * decide.
 */
const LEASE_MS = 5000;
const RETRY_MS = 1000;
const LIFE_CYCLE_BATCH = 50;
const PURGE_BATCH = 500;
/** It reads every endpoint, and next to never finds one; the first time is soon after a start, as after a crash. */
const FORGOTTEN_MS = HOUR_MS;

export interface BackgroundOfProcess extends Background {
	nudge(task: BackgroundTask): void;
}

export function background(parts: BackgroundParts): BackgroundOfProcess {
	const { store, lifeCycle, auditLog, notifications, clock, logger, listener, retentionMs, processId } = parts;
	const workListeners = new Set<(task: BackgroundTask) => void>();

	function nudge(task: BackgroundTask): void {
		for (const workListener of workListeners) workListener(task);
	}

	/** What must follow from events in this very store, whoever listens. All of it can be repeated. */
	async function record(tenant: Tenant, events: readonly LatchkeyEvent[]): Promise<void> {
		await auditLog.record(tenant, events);
		await notifications.fanOut(tenant, events);
		await notifications.retirement.after(tenant, events);
		await listRevoked(store, tenant.customerId, events);
		const changed = events.find(({ type }) => type === 'policy.changed');
		if (changed !== undefined) await lifeCycle.reviewDomain(changed);
	}

	const relay = eventRelay({
		outbox: store.outbox,
		record,
		listener,
		clock,
		logger,
		holder: processId,
	});
	const sender = notificationSender({
		...parts,
		whenIdle: notifications.retirement.whenIdle,
		holder: processId,
		onCommitted: () => nudge('relay'),
	});
	let gaveBackAt = Number.NEGATIVE_INFINITY;
	let lookedAt = Number.NEGATIVE_INFINITY;

	/** What failed is not tried again with every nudge: those come as often as anything is written. */
	async function relayAll(): Promise<void> {
		const now = clock.now();
		if (Math.abs(now - gaveBackAt) >= RETRY_MS) {
			gaveBackAt = now;
			await relay.giveBack();
		}
		await relay.run();
	}

	async function advanceAll(signal: AbortSignal | undefined): Promise<void> {
		const claim = { holder: processId, leaseMs: LEASE_MS, limit: LIFE_CYCLE_BATCH };
		let found: number;
		do {
			const { advanced, failed } = await lifeCycle.step(claim);
			found = advanced + failed;
		} while (found === LIFE_CYCLE_BATCH && signal?.aborted !== true);
	}

	async function purge(signal: AbortSignal | undefined): Promise<void> {
		const now = clock.now();
		const before = now - retentionMs;
		const sweeps = [
			...[store.applications, store.policies, store.endpoints].map(
				(repository) => () => repository.purgeRemoved(before, PURGE_BATCH),
			),
			() => store.deliveries.purge(before, PURGE_BATCH),
			// A clock that is a day ahead must take none away that comes back to life when it is right again.
			() => store.revokedTokens.purgeExpired(now - DAY_MS - CLOCK_OVERLAP_MS, PURGE_BATCH),
			() => store.usedAssertions.purgeExpired(now - DAY_MS - CLOCK_OVERLAP_MS, PURGE_BATCH),
			() => store.revokedCertificates.purgeExpired(now - REVOKED_KEPT_MS, PURGE_BATCH),
		];
		for (const sweep of sweeps) while ((await sweep()) === PURGE_BATCH && signal?.aborted !== true);
		await auditLog.cut(signal);
		if (Math.abs(now - lookedAt) >= FORGOTTEN_MS) {
			lookedAt = now;
			await notifications.wakeForgotten(signal);
		}
		const gone = forgottenProcesses(await store.processes.list(), now);
		if (gone.length > 0) await store.processes.remove(gone);
	}

	return {
		run(task, signal) {
			switch (task) {
				case 'relay':
					return relayAll();
				case 'deliver':
					return sender.run(signal);
				case 'life_cycle':
					return advanceAll(signal);
				case 'purge':
					return purge(signal);
			}
		},
		nextDueAt: () => lifeCycle.nextAt(),
		onWork(workListener) {
			workListeners.add(workListener);
			return () => workListeners.delete(workListener);
		},
		nudge,
	};
}
