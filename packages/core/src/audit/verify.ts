import type { KeyObject } from 'node:crypto';
import { digestsEqual } from '../secrets/digest.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { checkpointProof, contentDigest, FIRST_LINK, linkOf, macOf } from './chain.ts';
import type { AuditCheckpoint, AuditEntry, ChainPoint } from './entry.ts';

/**
 * What is wrong with a chain.
 * - `altered`: an entry is not what it was when it was entered, or stands where it did not.
 * - `forged`: an entry fits into the chain, but it was not the host who put it there.
 * - `missing`: there is no entry of this sequence, and there are later ones.
 * - `repeated`: there are two of this sequence, or it comes too late.
 * - `cut_off`: there is no entry of this sequence any more, but a kept head says that there was.
 * - `other_history`: a kept head says that another entry was here.
 * - `false_checkpoint`: it was not the host who cut the chain here.
 */
export type ChainFault =
	| 'altered'
	| 'forged'
	| 'missing'
	| 'repeated'
	| 'cut_off'
	| 'other_history'
	| 'false_checkpoint';

export interface ChainVerdict {
	readonly entries: number;
	/** The last entry that was good, or the checkpoint; null where there is neither. */
	readonly last: ChainPoint | null;
	/** The first one; null where everything is as the host entered it. */
	readonly fault: { readonly sequence: number; readonly fault: ChainFault } | null;
	/** Whether every entry was held against the host's key; otherwise kept heads say how far it is proven. */
	readonly byKey: boolean;
}

export interface ChainVerifierOptions {
	readonly tenant: Tenant;
	/** Where the chain was cut by retention. */
	readonly checkpoint: AuditCheckpoint | undefined;
	/** Of the domain; without it only the links are looked at, which anybody can compute. */
	readonly key: KeyObject | undefined;
	/** Heads that were kept elsewhere, of whatever age. */
	readonly heads: readonly ChainPoint[];
}

export interface ChainVerifier {
	/** The next entry, in the order in which they lie. Says whether to go on. */
	add(entry: AuditEntry): boolean;
	/** Were this the end. */
	end(): ChainVerdict;
}

/** Holds a chain, entry by entry, against what the host entered. Keeps nothing but the last link. */
export function chainVerifier({ tenant, checkpoint, key, heads }: ChainVerifierOptions): ChainVerifier {
	const start = checkpoint?.sequence ?? 0;
	let last: ChainPoint | null = checkpoint ?? null;
	let entries = 0;
	let fault: ChainVerdict['fault'] = null;
	const kept = Map.groupBy(heads, (head) => head.sequence);

	const found = (at: number, what: ChainFault): void => {
		fault ??= { sequence: at, fault: what };
	};

	function holdAgainstHeads(point: ChainPoint): void {
		const differs = (head: ChainPoint): boolean => head.link !== point.link || head.mac !== point.mac;
		if (kept.get(point.sequence)?.some(differs) === true) found(point.sequence, 'other_history');
	}

	if (checkpoint !== undefined) {
		const proven = key === undefined || digestsEqual(checkpointProof(key, checkpoint), checkpoint.proof);
		if (!proven) found(checkpoint.sequence, 'false_checkpoint');
		holdAgainstHeads(checkpoint);
	}

	function look(entry: AuditEntry): void {
		const expected = (last?.sequence ?? 0) + 1;
		if (entry.sequence > expected) found(expected, 'missing');
		else if (entry.sequence < expected) found(entry.sequence, 'repeated');
		else if (nextLink(tenant, entry, last?.link ?? FIRST_LINK) !== entry.link) found(expected, 'altered');
		else if (key !== undefined && !digestsEqual(macOf(key, entry.link), entry.mac)) found(expected, 'forged');
		else {
			last = entry;
			entries += 1;
			holdAgainstHeads(entry);
		}
	}

	return {
		add(entry) {
			// Retention was cut short after it noted where it cuts: what it meant to delete counts for nothing.
			if (entries === 0 && entry.sequence <= start) return fault === null;
			if (fault === null) look(entry);
			return fault === null;
		},
		end() {
			const sequence = last?.sequence ?? 0;
			const isCutOff = Math.max(0, ...kept.keys()) > sequence;
			const cut = isCutOff ? ({ sequence: sequence + 1, fault: 'cut_off' } as const) : null;
			return { entries, last, fault: fault ?? cut, byKey: key !== undefined };
		},
	};
}

/** Undefined where the entry tells what no entry can tell. */
function nextLink(tenant: Tenant, entry: AuditEntry, previous: string): string | undefined {
	if (entry.customerId !== tenant.customerId || entry.domainId !== tenant.domainId) return undefined;
	try {
		return linkOf(tenant, entry.sequence, contentDigest(entry), previous);
	} catch {
		return undefined;
	}
}
