import type { AppendResult, AuditCheckpoint, AuditRepository, Tenant } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { insertedBeforeDuplicate, isDuplicateKey } from '../database/failures.ts';
import { is, isAfter, isOneOf, ofTenant } from '../database/filters.ts';
import { tenantId } from '../database/ids.ts';
import type { Models } from '../models.ts';
import {
	type AuditDocument,
	auditDocument,
	auditEntryOf,
	auditId,
	type CheckpointDocument,
	checkpointDocument,
	checkpointOf,
} from './documents.ts';
import { auditList } from './list.ts';
import { auditSweeps } from './sweeps.ts';

const CUT_ATTEMPTS = 5;

export function auditRepository(connection: MongoConnection, models: Models): AuditRepository {
	const { run } = connection;
	const { auditEntries, auditCheckpoints } = models;

	async function isKnown(tenant: Tenant, eventId: string): Promise<boolean> {
		const filter = { ...ofTenant(tenant), eventId: is(eventId) };
		return (await auditEntries.findOne(filter as never, { _id: 1 }).lean()) !== null;
	}

	async function checkpointIn(tenant: Tenant): Promise<AuditCheckpoint | undefined> {
		const filter = { _id: is(tenantId(tenant)), ...ofTenant(tenant) };
		const found = await auditCheckpoints.findOne(filter as never).lean<CheckpointDocument>();
		return found === null ? undefined : checkpointOf(found);
	}

	async function keepCheckpoint(checkpoint: AuditCheckpoint): Promise<void> {
		const { _id, ...set } = checkpointDocument(checkpoint);
		const { sequence, link, mac, cutAt, proof } = set;
		const earlier = { _id: is(_id), ...ofTenant(checkpoint), sequence: { $lt: sequence } };
		for (let attempt = 1; ; attempt++) {
			try {
				const update = { $set: { sequence, link, mac, cutAt, proof } };
				await auditCheckpoints.updateOne(earlier as never, update, { upsert: true });
				return;
			} catch (error) {
				// Another one is kept: a later one, or the first that somebody else was quicker to keep.
				if (!isDuplicateKey(error) || attempt === CUT_ATTEMPTS) throw error;
				if (((await checkpointIn(checkpoint))?.sequence ?? 0) >= sequence) return;
			}
		}
	}

	return {
		append: (tenant, entries) =>
			run(async (): Promise<AppendResult> => {
				const { customerId, domainId } = tenant;
				const documents = entries.map((entry) => auditDocument({ ...entry, customerId, domainId }));
				try {
					// In order: what comes after one that is refused is not written.
					const operations = documents.map((document) => ({ insertOne: { document: document as never } }));
					if (operations.length > 0) await auditEntries.bulkWrite(operations, { ordered: true });
					return { appended: entries.length, conflict: null };
				} catch (error) {
					const appended = insertedBeforeDuplicate(error);
					const refused = entries[appended ?? entries.length];
					if (appended === undefined || refused === undefined) throw error;
					const known = await isKnown(tenant, refused.eventId);
					return { appended, conflict: known ? 'event_known' : 'sequence_taken' };
				}
			}),
		known: (tenant, eventIds) =>
			run(async () => {
				const filter = { ...ofTenant(tenant), eventId: isOneOf(eventIds) };
				const found = await auditEntries.find(filter as never, { eventId: 1 }).lean<AuditDocument[]>();
				return new Set(found.map(({ eventId }) => eventId));
			}),
		head: (tenant) =>
			run(async () => {
				const [last] = await auditEntries
					.find(ofTenant(tenant) as never)
					.sort({ _id: -1 })
					.limit(1)
					.lean<AuditDocument[]>();
				return last === undefined ? await checkpointIn(tenant) : auditEntryOf(last);
			}),
		list: (tenant, query) => run(() => auditList(auditEntries, tenant, query)),
		read: (tenant, after, limit) =>
			run(async () => {
				const found = await auditEntries
					.find({ ...ofTenant(tenant), _id: isAfter(auditId(tenant, after)) } as never)
					.sort({ _id: 1 })
					.limit(limit)
					.lean<AuditDocument[]>();
				return found.map(auditEntryOf);
			}),
		checkpoint: (tenant) => run(() => checkpointIn(tenant)),
		cut: (checkpoint) =>
			run(async () => {
				await keepCheckpoint(checkpoint);
				const covered = { ...ofTenant(checkpoint), _id: { $lte: auditId(checkpoint, checkpoint.sequence) } };
				return (await auditEntries.deleteMany(covered as never)).deletedCount;
			}),
		...auditSweeps(connection, models),
	};
}
