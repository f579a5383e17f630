import { z } from 'zod';
import type { Tenant } from '../tenants/tenant.ts';
import type { AuditCheckpoint, AuditEntry } from './entry.ts';

/** A line of an export: where the chain begins, its entries, and at the end how far it had come. */
export type AuditLine =
	| { readonly record: 'checkpoint'; readonly checkpoint: AuditCheckpoint }
	| { readonly record: 'entry'; readonly entry: AuditEntry }
	| ({
			readonly record: 'head' /** A signed head; null where the chain is empty. */;
			readonly head: string | null;
	  } & Tenant);

/** An entry as it is told outside: with its time in RFC 3339. */
export type ToldEntry = Omit<AuditEntry, 'at'> & { readonly at: string };

export function toldEntry(entry: AuditEntry): ToldEntry {
	const { customerId, domainId, sequence, eventId, type, at, actor, clientId, data, link, mac } = entry;
	const time = new Date(at).toISOString();
	return { customerId, domainId, sequence, eventId, type, at: time, actor, clientId, data, link, mac };
}

export function formatLine(line: AuditLine): string {
	switch (line.record) {
		case 'checkpoint': {
			const { customerId, domainId, sequence, link, mac, cutAt, proof } = line.checkpoint;
			const time = new Date(cutAt).toISOString();
			return text({ record: 'checkpoint', customerId, domainId, sequence, link, mac, cutAt: time, proof });
		}
		case 'entry':
			return text({ record: 'entry', ...toldEntry(line.entry) });
		case 'head':
			return text(line);
	}
}

const text = (line: object): string => `${JSON.stringify(line)}\n`;

const point = {
	customerId: z.string(),
	domainId: z.string(),
	sequence: z.int().min(1),
	link: z.string(),
	mac: z.string(),
};

const lineSchema = z.discriminatedUnion('record', [
	z.strictObject({ record: z.literal('checkpoint'), ...point, cutAt: z.iso.datetime(), proof: z.string() }),
	z.strictObject({
		record: z.literal('entry'),
		...point,
		eventId: z.string(),
		type: z.string(),
		at: z.iso.datetime(),
		actor: z.strictObject({
			kind: z.enum(['user', 'client', 'host', 'system']),
			id: z.string().nullable(),
			credentialId: z.string().nullable(),
			address: z.string().nullable(),
		}),
		clientId: z.string().nullable(),
		data: z.record(z.string(), z.unknown()),
	}),
	z.strictObject({
		record: z.literal('head'),
		customerId: z.string(),
		domainId: z.string(),
		head: z.string().nullable(),
	}),
]);

/** Undefined where the line is none of an export. */
export function parseLine(line: string): AuditLine | undefined {
	const { data } = lineSchema.safeParse(parseJson(line));
	switch (data?.record) {
		case 'checkpoint': {
			const { record, cutAt, ...checkpoint } = data;
			return { record, checkpoint: { ...checkpoint, cutAt: Date.parse(cutAt) } };
		}
		case 'entry': {
			const { record, at, ...entry } = data;
			// Whatever it says: one that no host of ours has entered does not fit into the chain.
			return { record, entry: { ...entry, at: Date.parse(at) } as AuditEntry };
		}
		default:
			return data;
	}
}

function parseJson(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
