import {
	type Claim,
	type DocumentKey,
	type Outbox,
	type PendingEvents,
	StoreUnavailableError,
	type Tenant,
} from '@latchkey/core';
import type { Model } from 'mongoose';
import type { MongoConnection } from '../database/connection.ts';
import { type Filter, is, isAfter, ofTenant } from '../database/filters.ts';
import { tenantId } from '../database/ids.ts';
import { CHOICE, claimEach, unleased } from '../database/leases.ts';
import type { Models } from '../models.ts';
import type { PendingEvent } from './pending-events.ts';
import { eventsOf, NO_RELAY } from './pending-events.ts';

/** What applications, policies and endpoints have in common. */
interface SourceDocument extends Tenant {
	readonly _id: string;
	readonly outbox: readonly PendingEvent[];
}

/** A document with pending events, and the collection that it is in. */
interface Source {
	readonly document: SourceDocument;
	readonly model: Model<SourceDocument>;
	readonly kind: DocumentKey['kind'];
}

const WITH_EVENTS = { customerId: 1, domainId: 1, outbox: 1 } as const;
const WITH_POSITIONS = { customerId: 1, domainId: 1, 'outbox.at': 1 } as const;
const OLDEST = 'outbox.0.at';

export function outbox({ run }: MongoConnection, models: Models): Outbox {
	const collections: readonly Omit<Source, 'document'>[] = [
		{ model: models.applications as unknown as Model<SourceDocument>, kind: 'application' },
		{ model: models.policies as unknown as Model<SourceDocument>, kind: 'policy' },
		{ model: models.endpoints as unknown as Model<SourceDocument>, kind: 'endpoint' },
	];

	/** Those of all collections whose oldest event comes first. */
	async function oldest(filter: Filter, after: string, limit: number, fields: object): Promise<Source[]> {
		const found = await Promise.all(
			collections.map(async ({ model, kind }) => {
				const documents = await model
					.find({ [OLDEST]: isAfter(after), ...filter } as never, fields)
					.sort({ [OLDEST]: 1 })
					.limit(limit)
					.lean<SourceDocument[]>();
				return documents.map((document): Source => ({ document, model, kind }));
			}),
		);
		return found.flat().sort(byOldest).slice(0, limit);
	}

	async function lease({ document, model, kind }: Source, claim: Claim): Promise<Source | undefined> {
		const set = { relayHolder: claim.holder, relayEndsAt: claim.now + claim.leaseMs };
		const leased = await model
			.findOneAndUpdate(
				{
					_id: is(document._id),
					...ofTenant(document),
					[OLDEST]: isAfter(''),
					...unleased('relayEndsAt', claim),
				} as never,
				{ $set: set } as never,
				// Without a projection, which not every compatible server has here.
				{ returnDocument: 'after' },
			)
			.lean<SourceDocument>();
		return leased === null ? undefined : { document: leased, model, kind };
	}

	function sourceOf({ tenant, kind, id }: DocumentKey): { model: Model<SourceDocument>; key: Filter } {
		const collection = collections.find((one) => one.kind === kind);
		if (collection === undefined) throw new StoreUnavailableError(`no ${kind} has events here`);
		return { model: collection.model, key: { _id: is(id ?? tenantId(tenant)), ...ofTenant(tenant) } };
	}

	return {
		pending: (limit, after = '') => run(async () => (await oldest({}, after, limit, WITH_EVENTS)).map(pendingOf)),
		claim: (claim) =>
			run(async () => {
				const claimed = await claimEach(
					claim.limit,
					() => oldest(unleased('relayEndsAt', claim), '', CHOICE * claim.limit, WITH_POSITIONS),
					(source) => lease(source, claim),
				);
				return claimed.sort(byOldest).map(pendingOf);
			}),
		release: (holder, documents) =>
			run(async () => {
				for (const document of documents) {
					const { model, key } = sourceOf(document);
					await model.updateOne({ ...key, relayHolder: is(holder) } as never, { $set: NO_RELAY } as never);
				}
			}),
		take: (document, eventIds) =>
			run(async () => {
				if (eventIds.length === 0) return;
				const { model, key } = sourceOf(document);
				const found = await model.findOne(key as never, { outbox: 1 }).lean<SourceDocument>();
				// Whole elements: the compatible servers match an element by all of it, or not at all.
				const taken = (found?.outbox ?? []).filter(({ id }) => eventIds.includes(id));
				if (taken.length === 0) return;
				// A document without events needs no lease: its next ones must not wait for the end of this one.
				const emptied = { ...key, 'outbox.0': { $exists: false } };
				await model.bulkWrite([
					{ updateOne: { filter: key as never, update: { $pullAll: { outbox: taken } } as never } },
					{ updateOne: { filter: emptied as never, update: { $set: NO_RELAY } as never } },
				]);
			}),
	};
}

function byOldest(a: Source, b: Source): number {
	return oldestOf(a) < oldestOf(b) ? -1 : 1;
}

function oldestOf({ document }: Source): string {
	return document.outbox[0]?.at ?? '';
}

function pendingOf(source: Source): PendingEvents {
	const { document, kind } = source;
	const { _id, customerId, domainId } = document;
	return {
		document: { tenant: { customerId, domainId }, kind, id: kind === 'policy' ? null : _id },
		events: eventsOf(document),
		position: oldestOf(source),
	};
}
