import { describe, expect, it } from 'vitest';
import { indexFor, namesItsTenant, strangeOperators } from './command-rules.ts';
import type { RecordedCommand } from './recorded-commands.ts';

const TENANT = { customerId: 'acme', domainId: 'emm-eu' };

function command(fields: Partial<RecordedCommand>): RecordedCommand {
	return { name: 'find', collection: 'applications', filter: {}, sort: [], change: null, sent: {}, ...fields };
}

describe('namesItsTenant', () => {
	it.each([
		['a document by its id alone', { filter: { _id: 'lk.acme.emm-eu.1' } }],
		['documents by their ids alone', { filter: { _id: { $in: ['lk.acme.emm-eu.1'] } } }],
		['a domain without its customer', { filter: { domainId: 'emm-eu', live: true } }],
		['a customer without the domain', { filter: { customerId: 'acme', live: true } }],
		['a tenant by an operator', { filter: { customerId: { $gt: '' }, domainId: 'emm-eu' } }],
		['a list of everybody', { filter: { live: true } }],
		['a sweep that writes', { name: 'update', filter: { removedAt: { $lt: 5 }, 'outbox.0': { $exists: false } } }],
		['a sweep that deletes', { name: 'delete', filter: { removedAt: { $lt: 5 }, 'outbox.0': { $exists: false } } }],
		['a lease by time alone', { name: 'findAndModify', filter: { live: true, nextDueAt: { $lte: 5 } } }],
		['usage of a Client ID', { collection: 'usage', filter: { clientId: 'lk.acme.emm-eu.1' } }],
	])('finds fault with %s', (_, fields) => {
		expect(namesItsTenant(command(fields))).toBe(false);
	});

	it.each([
		['a document by its id and tenant', { filter: { _id: 'lk.acme.emm-eu.1', ...TENANT } }],
		['the domains of a customer after one', { ...domainsOf('acme'), sort: ['domainId'] }],
		['the sweep of due work', { filter: { live: true, nextDueAt: { $lte: 5 } } }],
		['what is of the host', { collection: 'host_keys', name: 'update', filter: { _id: 'key' } }],
	])('takes %s', (_, fields) => {
		expect(namesItsTenant(command(fields))).toBe(true);
	});
});

function domainsOf(customerId: string): Partial<RecordedCommand> {
	return { collection: 'policies', filter: { customerId, domainId: { $gt: 'a' } } };
}

describe('strangeOperators', () => {
	it.each([
		['code', { filter: { $where: 'true' } }, ['$where']],
		['an expression', { filter: { $or: [{ $expr: {} }] } }, ['$expr']],
		['a negation', { filter: { _id: { $ne: '' } } }, ['$ne']],
		['an operator as a value', { filter: { _id: { $gt: { $ne: '' } } } }, ['$gt of no plain value']],
		['a pattern among values', { filter: { _id: { $in: [/./] } } }, ['$in of no plain value']],
		['an update by a pipeline', { name: 'update', change: [{ $set: {} }] }, ['an update by a pipeline']],
		['another change', { name: 'update', change: { $rename: { a: 'b' } } }, ['$rename']],
		['an operator that is written', { name: 'update', change: { $set: { name: { $ne: 1 } } } }, ['$ne']],
		['an operator that is inserted', { name: 'insert', change: { name: { $gt: '' } } }, ['$gt']],
		['$in inside $pull', { name: 'update', change: { $pull: { outbox: { $in: [] } } } }, ['$pull']],
	])('tells of %s', (_, fields, expected) => {
		expect(strangeOperators(command(fields))).toStrictEqual(expected);
	});

	it('tells of none in what the store asks and writes', () => {
		const filter = { ...TENANT, $or: [{ nameKey: { $regex: 'a' } }, { createdAt: { $lt: 5 } }] };
		const change = { $set: { name: '$ne' }, $push: { outbox: { $each: [{ id: '1', body: '{"$ne":1}' }] } } };
		expect(strangeOperators(command({ name: 'update', filter, change }))).toStrictEqual([]);
	});
});

describe('indexFor', () => {
	const newestFirst = ['createdAt', '_id'];
	const live = { live: true };

	it.each([
		['a list', { filter: { ...TENANT, ...live }, sort: newestFirst }, 'newest_first'],
		[
			'a later page of a list',
			{ filter: { ...TENANT, ...live, createdAt: { $lte: 5 } }, sort: newestFirst },
			'newest_first',
		],
		['a list of an owner', { filter: { ...TENANT, ...live, ownerId: 'u' }, sort: newestFirst }, 'of_owner'],
		['a list by status', { filter: { ...TENANT, ...live, status: 'enabled' }, sort: newestFirst }, 'newest_first'],
		['a count', { name: 'aggregate', filter: { ...TENANT, ...live } }, 'newest_first'],
		['slots', { filter: { ...TENANT, slot: { $lt: 'removed:' } }, sort: ['slot'] }, 'by_slot'],
		['one document', { filter: { _id: 'a', ...TENANT } }, '_id'],
		['due work', { filter: { ...live, nextDueAt: { $lte: 5 } }, sort: ['nextDueAt', '_id'] }, 'due'],
		['what is pending', { filter: { 'outbox.0.at': { $gt: '' } }, sort: ['outbox.0.at'] }, 'pending'],
		['all, by id', { sort: ['_id'] }, '_id'],
	])('finds the one of %s', (_, fields, name) => {
		expect(indexFor(command(fields))).toBe(name);
	});

	it.each([
		['an order that no index has', { filter: { ...TENANT, ...live }, sort: ['updatedAt'] }],
		['the order of an index backwards in part', { filter: { ...TENANT, ...live }, sort: ['_id', 'createdAt'] }],
		['a field that no index begins with', { filter: { name: 'a' } }],
		['a time that stands behind another field', { filter: { createdAt: { $gt: 5 } } }],
		['a range beside the order', { filter: { customerId: 'a', domainId: { $gt: '' } }, sort: ['_id'] }],
		['everything', {}],
	])('finds none for %s', (_, fields) => {
		expect(indexFor(command(fields))).toBeUndefined();
	});
});
