import type { Logger } from '../ports.ts';
import type { CredentialUsage, UsageRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** At this many credentials with unwritten usage, a flush is due at once. */
const MAX_BUFFERED = 10_000;

/**
 * Counts the use of credentials in memory and writes it in batches: a token request writes nothing before it answers.
 */
export interface UsageBuffer {
	record(tenant: Tenant, use: OneUse): void;
	/** Writes what is buffered; what cannot be written stays for the next time. Resolves to whether all was written. */
	flush(): Promise<boolean>;
}

export interface OneUse {
	readonly clientId: string;
	readonly credentialId: string;
	readonly tokensIssued: 0 | 1;
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly address: string | undefined;
}

type BufferedUsage = { -readonly [Member in keyof CredentialUsage]: CredentialUsage[Member] };

interface TenantUsages {
	readonly tenant: Tenant;
	readonly byCredential: Map<string, BufferedUsage>;
}

export function usageBuffer(repository: UsageRepository, logger: Logger): UsageBuffer {
	let buffered = new Map<string, TenantUsages>();
	let size = 0;
	let flushing: Promise<boolean> | undefined;

	function add(tenant: Tenant, usage: BufferedUsage): void {
		const key = `${tenant.customerId}.${tenant.domainId}`;
		let usages = buffered.get(key);
		if (usages === undefined) {
			usages = { tenant, byCredential: new Map() };
			buffered.set(key, usages);
		}
		const known = usages.byCredential.get(usage.credentialId);
		if (known !== undefined) {
			absorbUsage(known, usage);
			return;
		}
		usages.byCredential.set(usage.credentialId, usage);
		size += 1;
	}

	async function write(): Promise<boolean> {
		let complete = true;
		const batch = buffered;
		buffered = new Map();
		size = 0;
		for (const { tenant, byCredential } of batch.values()) {
			try {
				await repository.record(tenant, [...byCredential.values()]);
			} catch (error) {
				logger.warn({ error: String(error), ...tenant }, 'usage could not be written; it stays buffered');
				for (const usage of byCredential.values()) add(tenant, usage);
				complete = false;
			}
		}
		return complete;
	}

	async function flush(): Promise<boolean> {
		// What is being written was taken out before this call: what came in since then is written after it.
		while (flushing !== undefined) await flushing;
		flushing = write().finally(() => {
			flushing = undefined;
		});
		return flushing;
	}

	return {
		record(tenant, { clientId, credentialId, tokensIssued, at, address }) {
			const lastAddress = address ?? null;
			add(tenant, { clientId, credentialId, tokensIssued, firstUsedAt: at, lastUsedAt: at, lastAddress });
			if (size >= MAX_BUFFERED && flushing === undefined) void flush();
		},
		flush,
	};
}

/**
 * Adds a count of one credential to another: in any order, since clocks of two processes may differ. In place: an
 * object for each request that lives until the next one would make the young generation of the heap grow.
 */
export function absorbUsage(into: BufferedUsage, usage: CredentialUsage): void {
	if (isLater(usage, into)) {
		into.lastUsedAt = usage.lastUsedAt;
		into.lastAddress = usage.lastAddress;
	}
	into.tokensIssued += usage.tokensIssued;
	into.firstUsedAt = Math.min(into.firstUsedAt, usage.firstUsedAt);
}

/** Of two uses in the same millisecond one must count as the later: an address rather than none, else by its text. */
function isLater(a: CredentialUsage, b: CredentialUsage): boolean {
	if (a.lastUsedAt !== b.lastUsedAt) return a.lastUsedAt > b.lastUsedAt;
	return (a.lastAddress ?? '') > (b.lastAddress ?? '');
}
