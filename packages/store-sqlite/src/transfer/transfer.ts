import type { Transfer, TransferKind } from '@latchkey/core';
import { applicationRecords } from '../applications/transfer.ts';
import { usedAssertionRecords } from '../assertions/transfer.ts';
import { auditCheckpointRecords, auditEntryRecords } from '../audit/transfer.ts';
import { certificateAuthorityRecords, revokedCertificateRecords } from '../certificates/transfer.ts';
import type { Connection } from '../database/connection.ts';
import { deliveryRecords } from '../deliveries/transfer.ts';
import { endpointRecords } from '../endpoints/transfer.ts';
import type { EventLeases } from '../events/leases.ts';
import type { EventTable } from '../events/table.ts';
import { hostKeyRecords } from '../keys/transfer.ts';
import { policyRecords } from '../policies/transfer.ts';
import { revokedTokenRecords } from '../tokens/transfer.ts';
import { usageRecords } from '../usage/transfer.ts';
import { pendingOf, type TransferTable } from './table.ts';

export function transfer(
	{ database, read, snapshot, write, shred }: Connection,
	events: EventTable,
	leases: EventLeases,
): Transfer {
	const pending = pendingOf(events, leases);
	const tables: { readonly [Kind in TransferKind]: TransferTable<Kind> } = {
		hostKeys: hostKeyRecords(database),
		policies: policyRecords(database, pending),
		applications: applicationRecords(database, pending),
		endpoints: endpointRecords(database, pending),
		deliveries: deliveryRecords(database),
		usage: usageRecords(database),
		auditCheckpoints: auditCheckpointRecords(database),
		auditEntries: auditEntryRecords(database),
		revokedTokens: revokedTokenRecords(database),
		certificateAuthorities: certificateAuthorityRecords(database),
		revokedCertificates: revokedCertificateRecords(database),
		usedAssertions: usedAssertionRecords(database),
	};
	const of = <Kind extends TransferKind>(kind: Kind): TransferTable<Kind> => tables[kind];

	return {
		read: (kind, after, limit) =>
			snapshot(() => {
				const { page, keyOf } = of(kind);
				const records = page(after === undefined ? [] : (JSON.parse(after) as (string | number)[]), limit);
				const last = records.at(-1);
				const next = last === undefined || records.length < limit ? null : JSON.stringify(keyOf(last));
				return { records, next };
			}),
		async write(kind, records) {
			const overwritten = await write(() => {
				const { put } = of(kind);
				return records.map(put).some((one) => one);
			});
			if (overwritten) await shred();
		},
		count: (kind) => read(() => of(kind).count()),
	};
}
