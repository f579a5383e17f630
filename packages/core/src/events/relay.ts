import type { Clock, Logger } from '../ports.ts';
import type { DocumentKey, Outbox, PendingEvents } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { LatchkeyEvent } from './event.ts';

/** What listens to events. It may see an event more than once, and knows it again by its id. */
export type EventListener = (event: LatchkeyEvent) => void | Promise<void>;

export interface Relay {
	/**
	 * Hands committed events to the listener and takes them out of the outbox after: at least once each, in order per
	 * document, and once among all processes as long as none dies or takes longer than the lease. Resolves to how many
	 * were handed over. A document whose listener fails keeps its events, and its lease, so that it holds up no other.
	 */
	run(): Promise<number>;
	/** Lets the documents whose listener failed be tried again, here or elsewhere. */
	giveBack(): Promise<void>;
}

export interface RelayParts {
	readonly outbox: Outbox;
	/**
	 * Writes down what follows from events of one tenant, oldest first: their entries in the audit log and their
	 * deliveries, before the listener hears of them. It may see an event more than once. Where it rejects, nobody hears
	 * of them yet.
	 */
	readonly record: (tenant: Tenant, events: readonly LatchkeyEvent[]) => Promise<void>;
	readonly listener: EventListener;
	readonly clock: Clock;
	readonly logger: Logger;
	/** Unique among all that share the store. */
	readonly holder: string;
}

/** A full outbox of one document is 500 events: few documents at a time keep the thread free for requests. */
const PAGE = 10;
/** So many of a document at a time, so that what follows from them is done well within a lease. */
const TURN = 100;
/**
 * How long events wait for the next process where one died while it relayed them. A relay claims anew at the end, so
 * only a listener that takes longer than this for one event may see it from two processes.
 */
const LEASE_MS = 5000;

/** A relay for one process. */
export function eventRelay({ outbox, record, listener, clock, logger, holder }: RelayParts): Relay {
	let failed: DocumentKey[] = [];

	async function run(): Promise<number> {
		let relayed = 0;
		// A listener that is slow to fail outlasts the leases: what comes back meanwhile has had its turn.
		const tried = new Set<string>();
		for (;;) {
			const now = clock.now();
			const claimed = await outbox.claim({ holder, now, leaseMs: LEASE_MS, limit: PAGE });
			if (claimed.length === 0) return relayed;
			const page = claimed.map(({ events, ...pending }) => ({ ...pending, events: events.slice(0, TURN) }));
			try {
				relayed += await relayPage(page, now + LEASE_MS, tried);
			} catch (error) {
				failed.push(...page.map(({ document }) => document));
				throw error;
			}
		}
	}

	async function relayPage(page: readonly PendingEvents[], leaseEndsAt: number, tried: Set<string>): Promise<number> {
		let relayed = 0;
		const through: DocumentKey[] = [];
		const untried = page.filter(({ document }) => !tried.has(nameOf(document)));
		failed.push(...page.filter((pending) => !untried.includes(pending)).map(({ document }) => document));
		const unrecorded = await recordAll(untried);
		for (const pending of untried) {
			const { document } = pending;
			const name = nameOf(document);
			if (unrecorded.has(tenantName(document))) {
				tried.add(name);
				failed.push(document);
				continue;
			}
			const done = await handOver(pending, leaseEndsAt);
			relayed += done.relayed;
			if (done.failed) tried.add(name);
			(done.failed ? failed : through).push(document);
		}
		// What came in meanwhile would otherwise wait for the end of the lease.
		await outbox.release(holder, through);
		return relayed;
	}

	/**
	 * One write for all that a tenant has on the page, and those of all tenants at the same time: a store can write them
	 * together. Resolves to the tenants of which nothing may be told yet.
	 */
	async function recordAll(page: readonly PendingEvents[]): Promise<ReadonlySet<string>> {
		const unrecorded = new Set<string>();
		const byTenant = Map.groupBy(page, ({ document }) => tenantName(document));
		await Promise.all([...byTenant].map(([name, pending]) => recordTenant(name, pending)));
		return unrecorded;

		async function recordTenant(name: string, [first, ...others]: readonly PendingEvents[]): Promise<void> {
			if (first === undefined) return;
			try {
				await record(
					first.document.tenant,
					[first, ...others].flatMap(({ events }) => events),
				);
			} catch (error) {
				unrecorded.add(name);
				logger.error(
					{ error: String(error), ...first.document.tenant },
					'what follows from events could not be written down, and they are not relayed; it will be tried again',
				);
			}
		}
	}

	async function handOver({ document, events }: PendingEvents, leaseEndsAt: number): Promise<HandedOver> {
		const done: string[] = [];
		let failure = false;
		try {
			for (const event of events) {
				// From then on another process may have them; what is left is claimed again. One is handed over whatever the
				// time: what takes longer to write down than a lease lasts would otherwise come round for ever.
				if (done.length > 0 && clock.now() >= leaseEndsAt) break;
				await listener(event);
				done.push(event.id);
			}
		} catch (error) {
			failure = true;
			logger.error(
				{ error: String(error), kind: document.kind, id: document.id, ...document.tenant },
				'an event could not be relayed; it will be tried again',
			);
		}
		if (done.length > 0) await outbox.take(document, done);
		return { relayed: done.length, failed: failure };
	}

	return {
		run,
		async giveBack() {
			if (failed.length === 0) return;
			const documents = failed;
			failed = [];
			try {
				await outbox.release(holder, documents);
			} catch (error) {
				failed.push(...documents);
				throw error;
			}
		},
	};
}

interface HandedOver {
	readonly relayed: number;
	readonly failed: boolean;
}

function nameOf(document: DocumentKey): string {
	return `${tenantName(document)} ${document.kind} ${document.id ?? ''}`;
}

function tenantName({ tenant: { customerId, domainId } }: DocumentKey): string {
	return `${customerId} ${domainId}`;
}
