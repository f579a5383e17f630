import type { AuditEntry, LatchkeyEvent, Store } from '@latchkey/core';
import type { HostProcess } from './host-process.ts';
import { TENANT } from './integration.ts';

const PAGE = 500;

/** What is wrong with the audit log of the domain: every event has one entry, and the host has made the whole chain. */
export async function auditFaults(
	store: Store,
	{ latchkey }: HostProcess,
	committed: readonly LatchkeyEvent[],
): Promise<string[]> {
	const { fault } = await latchkey.auditVerification.verify(TENANT);
	const entries = new Map<string, number>();
	for (const { eventId, type } of await allEntries(store)) {
		if (!type.startsWith('access.')) entries.set(eventId, (entries.get(eventId) ?? 0) + 1);
	}
	const ids = new Set(committed.map(({ id }) => id));
	return [
		...(fault === null ? [] : [`the audit log is ${fault.fault} at ${fault.sequence}`]),
		...[...ids].filter((id) => !entries.has(id)).map((id) => `not in the audit log: ${id}`),
		...[...entries]
			.filter(([id, count]) => count > 1 || !ids.has(id))
			.map(([id]) => `one too many in the audit log: ${id}`),
	];
}

async function allEntries({ audit }: Store): Promise<readonly AuditEntry[]> {
	const entries: AuditEntry[] = [];
	let page: readonly AuditEntry[];
	do {
		page = await audit.read(TENANT, entries.at(-1)?.sequence ?? 0, PAGE);
		entries.push(...page);
	} while (page.length === PAGE);
	return entries;
}
