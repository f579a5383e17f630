import type { KeyObject } from 'node:crypto';
import { sameTenant, type Tenant } from '../tenants/tenant.ts';
import type { JsonWebKeySet } from '../tokens/signing-keys.ts';
import type { ChainPoint } from './entry.ts';
import { type ChainHead, isMadeBy, isSignedBy, readHead } from './head.ts';
import { type AuditLine, parseLine } from './json-lines.ts';
import { type ChainFault, type ChainVerdict, type ChainVerifier, chainVerifier } from './verify.ts';

/** What proves a head: the public keys that verify tokens, or the host's own key. */
export interface HeadProof {
	/** As `/.well-known/jwks.json` has them, now or when the head was signed. */
	readonly publicKeys: JsonWebKeySet;
	/** The host's key of a domain; without it, entries are proven by the signed heads that follow them. */
	readonly keyOf?: ((tenant: Tenant) => Promise<KeyObject>) | undefined;
}

export interface ExportVerdict extends Omit<ChainVerdict, 'fault'> {
	/** Undefined where no line says. */
	readonly tenant: Tenant | undefined;
	readonly fault: {
		readonly sequence: number;
		/**
		 * `unproven_head`: nobody says that the export's own head is the host's. `unreadable`: a line is none of an export.
		 */
		readonly fault: ChainFault | 'unproven_head' | 'unreadable';
	} | null;
}

/** Undefined where the text is no head, or nothing proves it. */
export async function provenHead(jws: string, { publicKeys, keyOf }: HeadProof): Promise<ChainHead | undefined> {
	const head = readHead(jws);
	if (head === undefined) return undefined;
	if (await isSignedBy(jws, publicKeys)) return head;
	return keyOf !== undefined && isMadeBy(await keyOf(head), head) ? head : undefined;
}

/**
 * Verifies an export line by line, and keeps nothing but the last link. `heads` were kept elsewhere and are proven;
 * those of other domains say nothing here.
 */
export async function verifyExport(
	lines: AsyncIterable<string> | Iterable<string>,
	proof: HeadProof,
	heads: readonly ChainHead[],
): Promise<ExportVerdict> {
	let tenant: Tenant | undefined;
	let verifier: ChainVerifier | undefined;
	let fault: ExportVerdict['fault'] = null;
	let ended = false;

	async function begin(line: AuditLine): Promise<ChainVerifier> {
		const { customerId, domainId } = tenantOf(line);
		const found = { customerId, domainId };
		tenant = found;
		return chainVerifier({
			tenant: found,
			checkpoint: line.record === 'checkpoint' ? line.checkpoint : undefined,
			key: await proof.keyOf?.(found),
			heads: heads.filter((head) => sameTenant(head, found)),
		});
	}

	/** Whether to go on. */
	async function look(text: string): Promise<boolean> {
		const line = parseLine(text);
		const begins = verifier === undefined;
		if (line !== undefined) verifier ??= await begin(line);
		const next = (verifier?.end().last?.sequence ?? 0) + 1;
		if (line === undefined || ended || (line.record === 'checkpoint' && !begins)) {
			fault = { sequence: next, fault: 'unreadable' };
			return false;
		}
		if (line.record === 'entry') return verifier?.add(line.entry) === true;
		if (line.record === 'head') {
			ended = true;
			fault = await faultOfEnd(line.head, verifier?.end().last ?? null);
		}
		return fault === null;
	}

	async function faultOfEnd(jws: string | null, last: ChainPoint | null): Promise<ExportVerdict['fault']> {
		const sequence = last?.sequence ?? 0;
		if (jws === null) return last === null ? null : { sequence, fault: 'unproven_head' };
		const head = await provenHead(jws, proof);
		if (head === undefined || tenant === undefined || !sameTenant(head, tenant)) {
			return { sequence, fault: 'unproven_head' };
		}
		if (head.sequence > sequence) return { sequence: sequence + 1, fault: 'cut_off' };
		// What comes after its head, nothing proves.
		if (head.sequence < sequence) return { sequence: head.sequence + 1, fault: 'unproven_head' };
		return head.link === last?.link && head.mac === last.mac ? null : { sequence, fault: 'other_history' };
	}

	for await (const text of lines) {
		if (text.trim() !== '' && !(await look(text))) break;
	}
	const verdict = verifier?.end() ?? { entries: 0, last: null, fault: null, byKey: false };
	const unended = ended ? null : ({ sequence: (verdict.last?.sequence ?? 0) + 1, fault: 'cut_off' } as const);
	return { ...verdict, tenant, fault: verdict.fault ?? fault ?? unended };
}

function tenantOf(line: AuditLine): Tenant {
	switch (line.record) {
		case 'checkpoint':
			return line.checkpoint;
		case 'entry':
			return line.entry;
		case 'head':
			return line;
	}
}
