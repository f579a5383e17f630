import { StoreUnavailableError } from '@latchkey/core';
import { connect, type MongoConnection, type MongoConnectionOptions } from './connection.ts';

export interface MongoIndex {
	readonly collection: string;
	readonly name: string;
	/** In order: 1 upwards, -1 downwards. */
	readonly fields: Readonly<Record<string, 1 | -1>>;
	readonly unique: boolean;
}

const of = (collection: string, name: string, fields: MongoIndex['fields'], unique = false): MongoIndex => ({
	collection,
	name,
	fields,
	unique,
});

const TENANT = { customerId: 1, domainId: 1 } as const;

/** What a request asks is led by its tenant; what sweeps ask, over all tenants, by time. */
export const MONGO_INDEXES: readonly MongoIndex[] = [
	of('applications', 'by_slot', { ...TENANT, slot: 1 }, true),
	of('applications', 'newest_first', { ...TENANT, live: 1, createdAt: -1, _id: -1 }),
	of('applications', 'of_owner', { ...TENANT, ownerId: 1, live: 1, createdAt: -1, _id: -1 }),
	of('applications', 'invalidated', { invalidatedAt: 1, _id: 1 }),
	of('applications', 'due', { live: 1, nextDueAt: 1, _id: 1 }),
	of('applications', 'by_fingerprint', { 'secrets.fingerprint': 1 }),
	of('applications', 'by_certificate_key', { ...TENANT, 'certificates.keyThumbprint': 1 }),
	of('applications', 'by_ended_fingerprint', { 'endedSecrets.fingerprint': 1 }),
	of('applications', 'removed', { removedAt: 1, _id: 1 }),
	of('applications', 'pending', { 'outbox.0.at': 1 }),
	of('policies', 'of_domain', { ...TENANT, _id: 1 }),
	of('policies', 'removed', { removedAt: 1, _id: 1 }),
	of('policies', 'pending', { 'outbox.0.at': 1 }),
	of('usage', 'of_application', { ...TENANT, clientId: 1, _id: 1 }),
	of('endpoints', 'by_slot', { ...TENANT, slot: 1 }, true),
	of('endpoints', 'newest_first', { ...TENANT, live: 1, createdAt: -1, _id: -1 }),
	// By status first: endpoints that are paused wait for long, with something to send.
	of('endpoints', 'due', { status: 1, nextAttemptAt: 1, _id: 1 }),
	of('endpoints', 'removed', { removedAt: 1, _id: 1 }),
	of('endpoints', 'pending', { 'outbox.0.at': 1 }),
	of('deliveries', 'of_domain', { ...TENANT, _id: 1 }),
	of('deliveries', 'due', { ...TENANT, endpointId: 1, status: 1, nextAttemptAt: 1, ordinal: 1 }),
	of('deliveries', 'newest_first', { ...TENANT, endpointId: 1, ordinal: -1 }),
	of('deliveries', 'of_status', { ...TENANT, endpointId: 1, status: 1, ordinal: -1 }),
	of('deliveries', 'oldest_first', { createdAt: 1, _id: 1 }),
	of('delivery_ordinals', 'of_domain', { ...TENANT, _id: 1 }),
	of('revoked_tokens', 'of_application', { ...TENANT, clientId: 1, expiresAt: 1, _id: 1 }),
	of('revoked_tokens', 'in_order', { revokedAt: 1, tokenId: 1, expiresAt: 1 }),
	of('revoked_tokens', 'expired', { expiresAt: 1, _id: 1 }),
	of('certificate_authorities', 'of_customer', { customerId: 1, _id: 1 }),
	of('revoked_certificates', 'of_authority', { customerId: 1, generation: 1, _id: 1 }),
	of('revoked_certificates', 'expired', { notAfter: 1, _id: 1 }),
	of('used_assertions', 'of_domain', { ...TENANT, _id: 1 }),
	of('used_assertions', 'expired', { expiresAt: 1, _id: 1 }),
	of('host_keys', 'oldest_first', { createdAt: 1, _id: 1 }),
	of('audit_entries', 'in_order', { ...TENANT, _id: 1 }),
	of('audit_entries', 'by_event', { ...TENANT, eventId: 1 }, true),
	of('audit_entries', 'newest_first', { ...TENANT, at: -1, _id: -1 }),
	of('audit_entries', 'of_client', { ...TENANT, clientId: 1, at: -1, _id: -1 }),
	of('audit_entries', 'of_actor', { ...TENANT, actorId: 1, at: -1, _id: -1 }),
	of('audit_entries', 'of_type', { ...TENANT, type: 1, at: -1, _id: -1 }),
	of('audit_entries', 'oldest', { at: 1, _id: 1 }),
	of('audit_checkpoints', 'of_domain', { ...TENANT, _id: 1 }),
];

/** For `sh.shardCollection`. Host keys and processes are few, and stay unsharded. */
export const MONGO_SHARD_KEYS: Readonly<Record<string, MongoIndex['fields']>> = {
	// Without `_id` at its end, as that of endpoints: a unique index must begin with the whole shard key, and `by_slot`
	// holds the limit.
	applications: TENANT,
	policies: { ...TENANT, _id: 1 },
	endpoints: TENANT,
	deliveries: { ...TENANT, _id: 1 },
	delivery_ordinals: { ...TENANT, _id: 1 },
	usage: { ...TENANT, clientId: 1, _id: 1 },
	// Without `_id`, as applications: `by_event` is unique.
	audit_entries: TENANT,
	audit_checkpoints: { ...TENANT, _id: 1 },
	revoked_tokens: { ...TENANT, clientId: 1, expiresAt: 1, _id: 1 },
	// Of whole customers, whatever the domain.
	certificate_authorities: { customerId: 1, _id: 1 },
	revoked_certificates: { customerId: 1, generation: 1, _id: 1 },
	used_assertions: { ...TENANT, _id: 1 },
};

export interface EnsureIndexesOptions extends MongoConnectionOptions {
	/** Only says what is missing, and makes nothing; false where absent. */
	readonly dryRun?: boolean;
}

/**
 * Makes the indexes that are missing; can be repeated, and run ahead of a deployment. Resolves to those that it made.
 * Rejects with `StoreUnavailableError`.
 */
export async function ensureIndexes(options: EnsureIndexesOptions): Promise<readonly MongoIndex[]> {
	const connection = await connect(options);
	try {
		return await (options.dryRun === true ? missingIndexes(connection) : createMissing(connection));
	} finally {
		await connection.close();
	}
}

export async function createMissing(connection: MongoConnection): Promise<readonly MongoIndex[]> {
	const missing = await missingIndexes(connection);
	// All of one collection at once: a server then reads it only once.
	for (const [collection, indexes] of Map.groupBy(missing, (index) => index.collection)) {
		await create(connection, collection, indexes);
	}
	return missing;
}

/** Several processes may make the same at the same time: it is enough that one of them came through. */
async function create(connection: MongoConnection, collection: string, indexes: readonly MongoIndex[]): Promise<void> {
	const wanted = indexes.map(({ name, fields, unique }) => ({ name, key: { ...fields }, unique }));
	try {
		await connection.run(() => connection.mongoose.collection(collection).createIndexes(wanted));
	} catch (error) {
		const missing = await missingIndexes(connection);
		if (indexes.some((index) => missing.includes(index))) throw error;
	}
}

/** Those that a store needs and the database does not have, or has otherwise. */
async function missingIndexes(connection: MongoConnection): Promise<readonly MongoIndex[]> {
	const collections = [...new Set(MONGO_INDEXES.map(({ collection }) => collection))];
	const present = new Set<string>();
	const existing = await connection.run(() => connection.mongoose.listCollections());
	for (const collection of collections) {
		if (!existing.some(({ name }) => name === collection)) continue;
		const found = await connection.run(() => connection.mongoose.collection(collection).indexes());
		for (const { key, unique } of found) {
			present.add(signature(collection, key as MongoIndex['fields'], unique === true));
		}
	}
	return MONGO_INDEXES.filter(({ collection, fields, unique }) => !present.has(signature(collection, fields, unique)));
}

/** Rejects with what is missing, and how to make it. */
export async function assertIndexes(connection: MongoConnection): Promise<void> {
	const missing = await missingIndexes(connection);
	if (missing.length === 0) return;
	const names = missing.map(nameOf).join(', ');
	throw new StoreUnavailableError(
		`indexes are missing: ${names}; make them by ensureIndexes() of @latchkey/store-mongo, or open the store with indexes: 'create'`,
	);
}

const nameOf = ({ collection, name }: MongoIndex): string => `${collection}.${name}`;

function signature(collection: string, fields: MongoIndex['fields'], unique: boolean): string {
	return JSON.stringify([collection, Object.entries(fields), unique]);
}
