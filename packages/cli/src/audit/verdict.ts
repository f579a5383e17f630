import type { ExportVerdict, Tenant } from '@latchkey/core';
import { counted } from '../terminal/counted.ts';

type Fault = NonNullable<ExportVerdict['fault']>['fault'];

const FAULTS: Readonly<Record<Fault, string>> = {
	altered: 'is not what was entered there',
	forged: 'was not entered by this host',
	missing: 'is missing',
	repeated: 'is there twice, or out of order',
	cut_off: 'is missing, and all after it: they were cut off',
	other_history: 'does not match the signed head, or an earlier entry does not',
	false_checkpoint: 'is where the log was cut, and this host did not cut it',
	unproven_head: 'is followed by no head that this host has signed',
	unreadable: 'cannot be read',
};

/** The result for one domain. */
export interface DomainVerdict extends Tenant {
	readonly sound: boolean;
	readonly entries: number;
	/** Up to where it is sound. */
	readonly lastSequence: number;
	readonly firstBad: { readonly sequence: number; readonly fault: Fault } | null;
	/** Whether each entry was held against the host's key; else by signed heads alone. */
	readonly byKey: boolean;
}

export function domainVerdict({ customerId, domainId }: Tenant, verdict: Omit<ExportVerdict, 'tenant'>): DomainVerdict {
	const { entries, last, fault, byKey } = verdict;
	const lastSequence = last?.sequence ?? 0;
	return { customerId, domainId, sound: fault === null, entries, lastSequence, firstBad: fault, byKey };
}

export function verdictLine({ customerId, domainId, entries, lastSequence, firstBad }: DomainVerdict): string {
	const name = `${customerId}/${domainId}`;
	if (firstBad === null) return `sound  ${name}: ${counted(entries, 'entry', 'entries')}, up to ${lastSequence}\n`;
	return `WRONG  ${name}: entry ${firstBad.sequence} ${FAULTS[firstBad.fault]}\n`;
}
