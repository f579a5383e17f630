import { MONGO_INDEXES, type MongoIndex } from '../src/database/indexes.ts';
import type { Document, RecordedCommand } from './recorded-commands.ts';

/** What a store keeps for the host itself. */
const OF_THE_HOST = new Set(['host_keys', 'processes']);

/** What a store keeps for whole customers. */
const OF_A_CUSTOMER = new Set(['certificate_authorities', 'revoked_certificates']);

/** What may cross tenants, by collection and the fields that its filter names; and who asks that. */
const ACROSS_TENANTS: Readonly<Record<string, string>> = {
	'find applications: $or, live, nextDueAt': 'due work is claimed',
	'find applications: live, nextDueAt': 'the time of the next due work',
	'find applications: outbox.0.at': 'pending events are told of',
	'find applications: $or, outbox.0.at': 'pending events are claimed, or told of page by page',
	'find policies: outbox.0.at': 'pending events are told of',
	'find policies: $or, outbox.0.at': 'pending events are claimed, or told of page by page',
	'find applications: invalidatedAt': 'the feed of revocations',
	'find applications: $or, invalidatedAt': 'the feed of revocations, page by page',
	'find applications: secrets.fingerprint': 'a leaked secret says nothing of whose it is',
	'find applications: endedSecrets.fingerprint': 'a leaked secret that has ended says no more',
	'find applications: outbox.0, removedAt': 'the purge looks for what to delete',
	'find revoked_tokens: expiresAt, revokedAt': 'the feed of revocations',
	'find revoked_tokens: $or, expiresAt, revokedAt': 'the feed of revocations, page by page',
	'find revoked_tokens: expiresAt': 'the purge looks for what to delete',
	'find revoked_tokens: ': 'the copy of a store',
	'find revoked_tokens: _id': 'the copy of a store, page by page',
	'aggregate revoked_tokens: ': 'the copy of a store is verified by a count',
	'find used_assertions: expiresAt': 'the purge looks for what to delete',
	'find used_assertions: ': 'the copy of a store',
	'find used_assertions: _id': 'the copy of a store, page by page',
	'aggregate used_assertions: ': 'the copy of a store is verified by a count',
	'find revoked_certificates: notAfter': 'the purge looks for what to delete',
	'find revoked_certificates: ': 'the copy of a store',
	'find revoked_certificates: _id': 'the copy of a store, page by page',
	'aggregate revoked_certificates: ': 'the copy of a store is verified by a count',
	'find certificate_authorities: ': 'the sweep of all authorities, and the copy of a store',
	'find certificate_authorities: _id': 'the sweep of all authorities, and the copy of a store, page by page',
	'aggregate certificate_authorities: ': 'the copy of a store is verified by a count',
	'find policies: outbox.0, removedAt': 'the purge looks for what to delete',
	'find policies: ': 'the sweep of all policies, and the copy of a store',
	'find policies: _id': 'the sweep of all policies, and the copy of a store, page by page',
	'find policies: customerId': 'the domains of a customer',
	'find endpoints: $or, nextAttemptAt, status': 'what there is to send is claimed',
	'find endpoints: nextAttemptAt, status': 'the time of what is sent next',
	'find endpoints: outbox.0.at': 'pending events are told of',
	'find endpoints: $or, outbox.0.at': 'pending events are claimed, or told of page by page',
	'find endpoints: outbox.0, removedAt': 'the purge looks for what to delete',
	'find deliveries: createdAt': 'the purge looks for what to delete',
	'find endpoints: ': 'the copy of a store',
	'find endpoints: _id': 'the copy of a store, page by page',
	'find deliveries: ': 'the copy of a store',
	'find deliveries: _id': 'the copy of a store, page by page',
	'aggregate endpoints: ': 'the copy of a store is verified by a count',
	'aggregate deliveries: ': 'the copy of a store is verified by a count',
	'find applications: ': 'the copy of a store',
	'find applications: _id': 'the copy of a store, page by page',
	'find usage: ': 'the copy of a store',
	'find usage: _id': 'the copy of a store, page by page',
	'find audit_entries: at': 'the purge looks for entries to cut off',
	'find audit_entries: $or, at': 'the purge looks for entries to cut off, page by page',
	'find audit_entries: ': 'the copy of a store, and the domains that have entries',
	'find audit_entries: _id': 'the copy of a store, and the domains that have entries, page by page',
	'find audit_checkpoints: ': 'the copy of a store, and the domains that have a checkpoint',
	'find audit_checkpoints: _id': 'the copy of a store, and the domains that have a checkpoint, page by page',
	'aggregate audit_entries: ': 'the copy of a store is verified by a count',
	'aggregate audit_checkpoints: ': 'the copy of a store is verified by a count',
	'aggregate applications: ': 'the copy of a store is verified by a count',
	'aggregate policies: ': 'the copy of a store is verified by a count',
	'aggregate usage: ': 'the copy of a store is verified by a count',
};

/** Filters that name one domain by both its ids, or what may do without. */
export function namesItsTenant(command: RecordedCommand): boolean {
	const { name, collection, filter } = command;
	if (OF_THE_HOST.has(collection)) return true;
	if (OF_A_CUSTOMER.has(collection) && isNamed(filter['customerId'])) return true;
	if (isNamed(filter['customerId']) && (isNamed(filter['domainId']) || isPageOfDomains(command))) return true;
	const fields = Object.keys(filter).sort().join(', ');
	// `_id` alone may only begin a page: one document is asked for by its tenant too.
	if (fields === '_id' && Object.keys(filter['_id'] ?? {}).join() !== '$gt') return false;
	return ACROSS_TENANTS[`${name} ${collection}: ${fields}`] !== undefined;
}

function isNamed(value: unknown): boolean {
	return typeof value === 'string';
}

/** Domains of one customer after one of them. */
function isPageOfDomains({ collection, filter, sort }: RecordedCommand): boolean {
	return (
		collection === 'policies' && sort.join() === 'domainId' && Object.keys(filter['domainId'] ?? {}).join() === '$gt'
	);
}

const COMPARES = new Set(['$in', '$gt', '$gte', '$lt', '$lte', '$exists', '$regex']);
const COMBINES = new Set(['$or', '$and']);
const CHANGES = new Set(['$set', '$inc', '$min', '$max', '$push', '$pullAll', '$setOnInsert']);

/** Operators that are none of ours, or stand where none of ours may stand. */
export function strangeOperators({ name, filter, change }: RecordedCommand): string[] {
	if (name === 'insert') return operatorsIn(change);
	const changes = Array.isArray(change) ? ['an update by a pipeline'] : strangeInChange((change ?? {}) as Document);
	return [...strangeInFilter(filter), ...changes];
}

function strangeInFilter(filter: Document): string[] {
	return Object.entries(filter).flatMap(([field, asked]) => {
		if (COMBINES.has(field)) return (asked as Document[]).flatMap(strangeInFilter);
		if (field.startsWith('$')) return [field];
		if (typeof asked !== 'object' || asked === null) return [];
		return Object.entries(asked).flatMap(([operator, value]) => [
			...(COMPARES.has(operator) ? [] : [operator]),
			...(isPlain(value) || (operator === '$in' && Array.isArray(value) && value.every(isPlain))
				? []
				: [`${operator} of no plain value`]),
		]);
	});
}

function strangeInChange(change: Document): string[] {
	return Object.entries(change).flatMap(([operator, set]) => {
		if (!operator.startsWith('$')) return operatorsIn(set);
		if (!CHANGES.has(operator)) return [operator];
		return operatorsIn(set).filter((inner) => !(operator === '$push' && inner === '$each'));
	});
}

function isPlain(value: unknown): boolean {
	return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function operatorsIn(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(operatorsIn);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => [
		...(key.startsWith('$') ? [key] : []),
		...operatorsIn(inner),
	]);
}

/**
 * Where no index has it, compared after one has found what a page holds: few values, and no index is worth its room.
 */
const COMPARED_LATER: Readonly<Record<string, readonly string[]>> = {
	applications: ['status', 'relayHolder', 'leaseHolder'],
	policies: ['relayHolder'],
	endpoints: ['relayHolder', 'leaseHolder'],
	// Of a span of time, what an index by status has found.
	deliveries: ['createdAt'],
	// Said by the index in its last field.
	revoked_tokens: ['expiresAt'],
};

/** Of several filters of a list one leads its index; what the others leave out is left out after it. */
const FILTERS = ['clientId', 'actorId', 'type'];

/** The index by which a server can find, in order, what a command asks for; by its name. */
export function indexFor(command: RecordedCommand, indexes: readonly MongoIndex[] = MONGO_INDEXES): string | undefined {
	const { collection, filter, sort } = command;
	const [equal, between] = [fieldsEqual(filter), fieldsBetween(filter)];
	// Whatever else it says, one document or a few by their ids are found by them.
	if (equal.includes('_id') && sort.every((field) => field === '_id')) return '_id';
	const byId = { collection, name: '_id', fields: { _id: 1 }, unique: true } as const;
	const filters = collection === 'audit_entries' ? equal.filter((field) => FILTERS.includes(field)) : [];
	const [leading] = filters;
	const led = equal.filter((field) => field === leading || !filters.includes(field));
	const later = COMPARED_LATER[collection] ?? [];
	const now = (fields: readonly string[]): string[] => fields.filter((field) => !later.includes(field));
	const all = { equal: led, between, sort };
	const fewer = { equal: now(led), between: now(between), sort };
	const own = [byId, ...indexes].filter((index) => index.collection === collection);
	return (own.find((index) => fits(index, all)) ?? own.find((index) => fits(index, fewer)))?.name;
}

interface Asked {
	readonly equal: readonly string[];
	readonly between: readonly string[];
	readonly sort: readonly string[];
}

/** It begins with all that is equal, and goes on with the order that is wanted, or else with what lies between. */
function fits(index: MongoIndex, { equal, between, sort }: Asked): boolean {
	const fields = Object.keys(index.fields);
	const leading = fields.slice(0, equal.length);
	if (!leading.every((field) => equal.includes(field)) || leading.length < equal.length) return false;
	const following = fields.slice(equal.length);
	const wanted = sort.filter((field) => !equal.includes(field));
	if (wanted.length > 0)
		return wanted.every((field, place) => following[place] === field) && between.every((field) => field === wanted[0]);
	return equal.length > 0 || between.includes(following[0] ?? '');
}

function fieldsBetween(filter: Document): string[] {
	return fieldsBy(filter, ['$gt', '$gte', '$lt', '$lte']);
}

function fieldsEqual(filter: Document): string[] {
	const plain = Object.keys(filter).filter((field) => isPlain(filter[field]));
	return [...plain, ...fieldsBy(filter, ['$in'])];
}

function fieldsBy(filter: Document, operators: readonly string[]): string[] {
	return Object.entries(filter)
		.filter(([, asked]) => typeof asked === 'object' && asked !== null && operators.some((one) => one in asked))
		.map(([field]) => field);
}
