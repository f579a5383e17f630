import { keyedQueue } from '../keyed-queue.ts';
import type { Random, Scheduler } from '../ports.ts';
import { recentlyUsed } from '../recently-used.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { extendChain } from './chain.ts';
import type { ChainKeys } from './chain-keys.ts';
import type { AuditContent, ChainPoint } from './entry.ts';
import type { AuditRepository } from './repository.ts';

/** Enters what happened into the chains. */
export interface AuditRecorder {
	/**
	 * Appends what the domain's chain does not have yet, in this order; resolves when all of it is in the chain, and
	 * rejects where the store is away: then some of it may be.
	 */
	record(tenant: Tenant, contents: readonly AuditContent[]): Promise<void>;
}

export interface AuditRecorderParts {
	readonly audit: AuditRepository;
	readonly keys: ChainKeys;
	readonly random: Random;
	readonly scheduler: Scheduler;
	/**
	 * Takes secrets out of a text. No event holds one on purpose; somebody may have pasted one where it does not belong.
	 */
	readonly redact: (text: string) => string;
}

const MAX_CACHED = 1000;
/** Each attempt that is lost is one in which another process has appended something. */
const MAX_ATTEMPTS = 100;
const LONGEST_PAUSE_MS = 20;

export function auditRecorder({ audit, keys, random, scheduler, redact }: AuditRecorderParts): AuditRecorder {
	// Appends of one process to a chain queue up instead of beating each other; only other processes are left.
	const queue = keyedQueue();
	// As this process left it: a guess that the unique sequence proves right or wrong.
	const heads = recentlyUsed<string, ChainPoint>(MAX_CACHED);

	async function append(name: string, tenant: Tenant, contents: readonly AuditContent[]): Promise<void> {
		const key = await keys.of(tenant);
		let rest = contents;
		for (let attempt = 0; rest.length > 0; attempt++) {
			if (attempt === MAX_ATTEMPTS) throw new Error('others keep appending to the audit log; it will be tried again');
			const entries = extendChain(key, tenant, heads.get(name) ?? (await audit.head(tenant)), rest);
			// Whatever comes of it, the head is another one now, or not known.
			heads.delete(name);
			const { appended, conflict } = await audit.append(tenant, entries);
			const last = entries[appended - 1];
			if (last !== undefined) heads.set(name, last);
			rest = rest.slice(appended);
			if (conflict === 'event_known') {
				const known = await audit.known(
					tenant,
					rest.map(({ eventId }) => eventId),
				);
				rest = rest.filter(({ eventId }) => !known.has(eventId));
			}
			if (conflict === 'sequence_taken') {
				heads.delete(name);
				await scheduler.delay(((random.bytes(1)[0] ?? 0) / 256) * LONGEST_PAUSE_MS);
			}
		}
	}

	return {
		record(tenant, contents) {
			const clean = contents.map((content) => ({ ...content, data: withTexts(content.data, redact) }));
			const name = `${tenant.customerId} ${tenant.domainId}`;
			return queue.run(name, () => append(name, tenant, clean));
		},
	};
}

/** The same data with every text in it changed; names of members are ours. */
function withTexts<Value>(value: Value, change: (text: string) => string): Value {
	return deep(value) as Value;

	function deep(part: unknown): unknown {
		if (typeof part === 'string') return change(part);
		if (Array.isArray(part)) return part.map(deep);
		if (typeof part !== 'object' || part === null) return part;
		return Object.fromEntries(Object.entries(part).map(([name, member]) => [name, deep(member)]));
	}
}
