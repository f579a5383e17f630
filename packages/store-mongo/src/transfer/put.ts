import type { Model } from 'mongoose';
import { takenOf } from '../database/failures.ts';
import { is, isOneOf, shardOf } from '../database/filters.ts';

/** One kind of record, and how it lies in its collection. */
export interface TransferCollection<Record, Document extends { readonly _id: string }> {
	readonly model: Model<Document>;
	readonly recordOf: (document: Document) => Record;
	readonly documentOf: (record: Record) => Document;
}

/**
 * Inserts those that are not there, and replaces those that are there otherwise. Most are written where nothing is yet,
 * and then nothing has to be looked for.
 */
export async function put<Record, Document extends { readonly _id: string }>(
	{ model, recordOf }: TransferCollection<Record, Document>,
	documents: readonly Document[],
): Promise<void> {
	const inserts = documents.map((document) => ({ insertOne: { document: document as never } }));
	const taken = await takenOf(() => model.bulkWrite(inserts, { ordered: false }));
	const known = documents.filter((_, index) => taken.includes(index));
	const right = await asTheyAre(model, known, (document) => JSON.stringify(recordOf(document)));
	const replacements = known
		.filter(({ _id }) => !right.has(_id))
		.map((document) => {
			const filter = { _id: is(document._id), ...shardOf(document) };
			return { replaceOne: { filter: filter as never, replacement: document as never, upsert: true } };
		});
	if (replacements.length > 0) await model.bulkWrite(replacements);
}

/** The ids of those that are there just so: what a copy meets that goes on where it was cut short. */
async function asTheyAre<Document extends { readonly _id: string }>(
	model: Model<Document>,
	documents: readonly Document[],
	textOf: (document: Document) => string,
): Promise<ReadonlySet<string>> {
	const same = new Set<string>();
	for (const ofTenant of Map.groupBy(documents, (document) => JSON.stringify(shardOf(document))).values()) {
		const texts = new Map(ofTenant.map((document) => [document._id, textOf(document)]));
		const filter = { _id: isOneOf([...texts.keys()]), ...shardOf(ofTenant[0] ?? {}) };
		const found = await model.find(filter as never).lean<Document[]>();
		for (const document of found) if (texts.get(document._id) === textOf(document)) same.add(document._id);
	}
	return same;
}
