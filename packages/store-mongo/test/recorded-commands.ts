import { mongo } from 'mongoose';

export type Document = Readonly<Record<string, unknown>>;

/** What a command asks of documents; of a write of several, one of them. */
export interface RecordedCommand {
	readonly name: string;
	readonly collection: string;
	readonly filter: Document;
	/** Fields in their order. */
	readonly sort: readonly string[];
	/** What an update does, or a document that is inserted. */
	readonly change: unknown;
	/** The whole command, with all its options. */
	readonly sent: Document;
}

/** Commands that read or write documents; others are of connections and indexes. */
const OF_DOCUMENTS = new Set(['find', 'aggregate', 'insert', 'update', 'delete', 'findAndModify', 'count', 'distinct']);

/** Commands of many kinds, each kind once: those of one kind differ in values only. */
export interface CommandRecord {
	/** Takes down what this client sends until it is closed. */
	listenTo(client: mongo.MongoClient): void;
	all(): readonly RecordedCommand[];
}

export function commandRecord(): CommandRecord {
	const kinds = new Map<string, RecordedCommand>();
	return {
		listenTo(client) {
			client.on('commandStarted', ({ commandName, command }) => {
				if (!OF_DOCUMENTS.has(commandName)) return;
				// As it goes over the wire: what the driver holds are documents of mongoose, in circles.
				const sent = mongo.BSON.deserialize(mongo.BSON.serialize(command));
				for (const recorded of recordedOf(commandName, sent)) kinds.set(kindOf(recorded), recorded);
			});
		},
		all: () => [...kinds.values()],
	};
}

function recordedOf(name: string, sent: mongo.Document): RecordedCommand[] {
	const collection = String(sent[name]);
	const asks = (filter: Document = {}, change: unknown = null): RecordedCommand => ({
		...{ name, collection, filter, change, sent },
		sort: Object.keys(sent['sort'] ?? {}),
	});
	switch (name) {
		case 'aggregate':
			return [asks(sent['pipeline'][0].$match)];
		case 'insert':
			return sent['documents'].map((document: Document) => asks(document, document));
		case 'update':
			return sent['updates'].map(({ q, u }: mongo.Document) => asks(q, u));
		case 'delete':
			return sent['deletes'].map(({ q }: mongo.Document) => asks(q));
		case 'findAndModify':
			return [asks(sent['query'], sent['update'])];
		default:
			return [asks(sent['filter'] ?? sent['query'])];
	}
}

function kindOf({ name, collection, filter, sort, change }: RecordedCommand): string {
	return JSON.stringify([name, collection, skeleton(filter), sort, skeleton(change)]);
}

/** Fields and operators, without values. */
function skeleton(value: unknown): unknown {
	if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(skeleton(one))))];
	if (typeof value !== 'object' || value === null) return typeof value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, skeleton(inner)]));
}
