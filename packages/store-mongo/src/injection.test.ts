import { type Store, StoreUnavailableError, type Tenant } from '@latchkey/core';
import {
	BUILT_AT,
	buildApplication,
	buildDelivery,
	buildEndpoint,
	buildEvents,
	buildHostKey,
	buildPolicy,
	buildUsage,
} from '@latchkey/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connectTo, type DatabaseAddress, dropDatabase, unusedDatabase } from '../test/scratch-database.ts';
import { storeOn } from './store.ts';

const mongo = inject('mongo');

const OURS: Tenant = { customerId: 'acme', domainId: 'emm-eu' };
const THEIRS: Tenant = { customerId: 'globex', domainId: 'emm-eu' };

/** What a caller without types could put in the place of a text. */
const ATTACKS: Readonly<Record<string, unknown>> = {
	'not equal': { $ne: '' },
	'greater than nothing': { $gt: '' },
	'one of many': { $in: ['acme', 'globex', 'emm-eu'] },
	'a pattern as an operator': { $regex: '.*' },
	'a pattern': /.*/,
	code: { $where: 'true' },
	'an expression': { $expr: { $eq: [1, 1] } },
	'an array': ['acme', 'globex'],
	'what turns itself into a text': { toString: () => 'globex', toBSON: () => ({ $ne: '' }) },
	'what mongoose takes for a document': { _id: 'globex' },
};

type Call = (store: Store, attack: never) => Promise<unknown>;

/** Every place of every method where a text is compared, with what is found where nothing matches. */
const CALLS: Readonly<Record<string, Call>> = {
	'applications.find by customer': ({ applications }, attack) =>
		applications.find({ customerId: attack, domainId: 'emm-eu' }, ours.clientId),
	'applications.find by domain': ({ applications }, attack) =>
		applications.find({ customerId: 'acme', domainId: attack }, ours.clientId),
	'applications.find by Client ID': ({ applications }, attack) => applications.find(OURS, attack),
	'applications.list by customer': ({ applications }, attack) =>
		applications.list({ customerId: attack, domainId: 'emm-eu' }, { limit: 10 }),
	'applications.list by domain': ({ applications }, attack) =>
		applications.list({ customerId: 'acme', domainId: attack }, { limit: 10 }),
	'applications.list by owner': ({ applications }, attack) => applications.list(OURS, { limit: 10, ownerId: attack }),
	'applications.list by status': ({ applications }, attack) => applications.list(OURS, { limit: 10, status: attack }),
	'applications.list by text': ({ applications }, attack) => applications.list(OURS, { limit: 10, text: attack }),
	'applications.list after a time': ({ applications }, attack) =>
		applications.list(OURS, { limit: 10, after: { createdAt: attack, clientId: '' } }),
	'applications.list after a Client ID': ({ applications }, attack) =>
		applications.list(OURS, { limit: 10, after: { createdAt: BUILT_AT, clientId: attack } }),
	'applications.count by customer': ({ applications }, attack) =>
		applications.count({ customerId: attack, domainId: 'emm-eu' }),
	'applications.count by owner': ({ applications }, attack) => applications.count(OURS, attack),
	'applications.slots': ({ applications }, attack) => applications.slots({ customerId: 'acme', domainId: attack }),
	'applications.update by Client ID': ({ applications }, attack) =>
		applications.update(OURS, attack, 1, { name: 'Taken over' }, []),
	'applications.update by customer': ({ applications }, attack) =>
		applications.update({ ...THEIRS, customerId: attack }, theirs.clientId, 1, { name: 'Taken over' }, []),
	'applications.update by revision': ({ applications }, attack) =>
		applications.update(OURS, ours.clientId, attack, { name: 'Taken over' }, []),
	'applications.update of a name': ({ applications }, attack) =>
		applications.update(OURS, ours.clientId, 1, { ownerId: attack, name: attack }, []),
	'applications.update of an owner': ({ applications }, attack) =>
		applications.update(OURS, ours.clientId, 1, { ownerId: attack }, []),
	'applications.invalidatedSince': ({ applications }, attack) => applications.invalidatedSince(attack, undefined, 10),
	'applications.purgeRemoved': ({ applications }, attack) => applications.purgeRemoved(attack, 10),
	'policies.find': ({ policies }, attack) => policies.find({ customerId: attack, domainId: 'emm-eu' }),
	'policies.update': ({ policies }, attack) =>
		policies.update({ customerId: attack, domainId: 'emm-eu' }, 1, { showOnce: true }, []),
	'policies.listDomains': ({ policies }, attack) => policies.listDomains(attack, undefined, 10),
	'policies.listDomains after': ({ policies }, attack) => policies.listDomains('acme', attack, 10),
	'policies.purgeRemoved': ({ policies }, attack) => policies.purgeRemoved(attack, 10),
	'outbox.take by Client ID': ({ outbox }, attack) =>
		outbox.take({ tenant: OURS, kind: 'application', id: attack }, eventIds),
	'outbox.take by customer': ({ outbox }, attack) =>
		outbox.take({ ...document, tenant: { customerId: attack, domainId: 'emm-eu' } }, eventIds),
	'outbox.take of events': ({ outbox }, attack) => outbox.take(document, [attack]),
	'outbox.pending after': ({ outbox }, attack) => outbox.pending(10, attack),
	'outbox.release by holder': ({ outbox }, attack) =>
		outbox.release(attack, [{ tenant: OURS, kind: 'policy', id: null }]),
	'dueWork.release by holder': ({ dueWork }, attack) =>
		dueWork.release(attack, [{ tenant: OURS, clientId: ours.clientId }]),
	'dueWork.reschedule by Client ID': ({ dueWork }, attack) => dueWork.reschedule(OURS, attack, 1, 5),
	'usage.record by Client ID': ({ usage }, attack) => usage.record(OURS, [buildUsage({ clientId: attack })]),
	'usage.record by customer': ({ usage }, attack) =>
		usage.record({ ...THEIRS, customerId: attack }, [buildUsage({ clientId: theirs.clientId })]),
	'usage.find by Client ID': ({ usage }, attack) => usage.find(OURS, [attack]),
	'usage.find by customer': ({ usage }, attack) =>
		usage.find({ customerId: attack, domainId: 'emm-eu' }, [ours.clientId, theirs.clientId]),
	'hostKeys.rewrap by key': ({ hostKeys }, attack) => hostKeys.rewrap(attack, key.wrapped, other),
	'hostKeys.rewrap by ciphertext': ({ hostKeys }, attack) =>
		hostKeys.rewrap(key.keyId, { ...key.wrapped, ciphertext: attack }, other),
	'processes.remove': ({ processes }, attack) => processes.remove([attack]),
	'endpoints.find by customer': ({ endpoints }, attack) =>
		endpoints.find({ customerId: attack, domainId: 'emm-eu' }, endpoint.endpointId),
	'endpoints.find by id': ({ endpoints }, attack) => endpoints.find(OURS, attack),
	'endpoints.list by domain': ({ endpoints }, attack) =>
		endpoints.list({ customerId: 'acme', domainId: attack }, { limit: 10 }),
	'endpoints.list after an id': ({ endpoints }, attack) =>
		endpoints.list(OURS, { limit: 10, after: { createdAt: BUILT_AT, endpointId: attack } }),
	'endpoints.live': ({ endpoints }, attack) => endpoints.live({ customerId: attack, domainId: 'emm-eu' }),
	'endpoints.update by id': ({ endpoints }, attack) =>
		endpoints.update(OURS, attack, 1, { url: 'https://taken.example/' }, []),
	'endpoints.update of a URL': ({ endpoints }, attack) =>
		endpoints.update(OURS, endpoint.endpointId, 1, { url: attack }, []),
	'endpoints.update of secrets': ({ endpoints }, attack) =>
		endpoints.update(OURS, endpoint.endpointId, 2, { signingSecrets: [attack] }, []),
	'endpoints.wake by id': ({ endpoints }, attack) => endpoints.wake(OURS, [attack], 5),
	'endpoints.wake at a time': ({ endpoints }, attack) => endpoints.wake(OURS, [endpoint.endpointId], attack),
	'endpoints.reschedule by wake-ups': ({ endpoints }, attack) =>
		endpoints.reschedule(OURS, endpoint.endpointId, attack, 5),
	'endpoints.reschedule to a time': ({ endpoints }, attack) =>
		endpoints.reschedule(OURS, endpoint.endpointId, 0, attack),
	'endpoints.release by holder': ({ endpoints }, attack) =>
		endpoints.release(attack, [{ tenant: OURS, endpointId: endpoint.endpointId }]),
	'deliveries.find by endpoint': ({ deliveries }, attack) => deliveries.find(OURS, attack, delivery.deliveryId),
	'deliveries.find by id': ({ deliveries }, attack) => deliveries.find(OURS, endpoint.endpointId, attack),
	'deliveries.list by endpoint': ({ deliveries }, attack) => deliveries.list(OURS, attack, { limit: 10 }),
	'deliveries.list by status': ({ deliveries }, attack) =>
		deliveries.list(OURS, endpoint.endpointId, { limit: 10, statuses: [attack] }),
	'deliveries.list before a place': ({ deliveries }, attack) =>
		deliveries.list(OURS, endpoint.endpointId, { limit: 10, before: attack }),
	'deliveries.list from a time': ({ deliveries }, attack) =>
		deliveries.list(OURS, endpoint.endpointId, { limit: 10, createdFrom: attack }),
	'deliveries.due by a time': ({ deliveries }, attack) => deliveries.due(OURS, endpoint.endpointId, attack, 10),
	'deliveries.record by id': ({ deliveries }, attack) =>
		deliveries.record(OURS, [{ ...RECORDED, deliveryId: attack, status: 'failed' }]),
	'deliveries.record of a status': ({ deliveries }, attack) =>
		deliveries.record(OURS, [{ ...RECORDED, deliveryId: delivery.deliveryId, status: attack }]),
	'deliveries.replay by id': ({ deliveries }, attack) => deliveries.replay(OURS, endpoint.endpointId, [attack]),
	'deliveries.hold by endpoint': ({ deliveries }, attack) => deliveries.hold(OURS, attack, 10),
	'deliveries.remove by endpoint': ({ deliveries }, attack) => deliveries.remove(OURS, attack, 10),
	'deliveries.purge': ({ deliveries }, attack) => deliveries.purge(attack, 10),
	'transfer.read after': ({ transfer }, attack) => transfer.read('applications', attack, 10),
};

const ours = buildApplication(OURS);
const theirs = buildApplication(THEIRS);
const events = buildEvents(ours, 2);
const eventIds = events.map(({ id }) => id);
const document = { tenant: OURS, kind: 'application', id: ours.clientId } as const;
const endpoint = buildEndpoint(OURS);
const delivery = buildDelivery(OURS, endpoint.endpointId);
const RECORDED = { expectedAttempts: 0, nextAttemptAt: null, tries: 1, log: [] } as const;
const key = buildHostKey();
const other = { keyEncryptionKeyId: 'kek-2', ciphertext: 'b3RoZXI' };

/** What a call may answer that compared something with an attack: that nothing is like it. */
const NOTHING = [undefined, false, 0, 'stale'];

describe.skipIf('missing' in mongo)('what is no plain value', () => {
	let at: DatabaseAddress;
	let store: Store;
	let before: unknown;

	beforeAll(async () => {
		at = unusedDatabase(mongo);
		store = storeOn(await connectTo(at));
		for (const application of [ours, theirs]) {
			await store.applications.insert(application, application === ours ? events : []);
			await store.policies.insert(buildPolicy(application));
			await store.usage.record(application, [buildUsage({ clientId: application.clientId })]);
		}
		await store.endpoints.insert(endpoint, []);
		await store.deliveries.insert(OURS, [delivery]);
		await store.hostKeys.insert(key);
		await store.processes.report({ processId: 'acme', usageWrittenUntil: BUILT_AT });
		before = await everything();
	});

	afterAll(async () => {
		await store.close();
		await dropDatabase(at);
	});

	/** All there is, for comparing what was before with what is after. */
	async function everything(): Promise<unknown> {
		const { transfer, processes } = store;
		const kinds = ['applications', 'policies', 'usage', 'hostKeys', 'endpoints', 'deliveries'] as const;
		return [await Promise.all(kinds.map((kind) => transfer.read(kind, undefined, 100))), await processes.list()];
	}

	it.each(Object.entries(ATTACKS))('is refused, or written as a text, within a list: %s', async (_, attack) => {
		const application = buildApplication({ customerId: 'initech', domainId: 'emm-eu' });
		const { applications } = store;
		await applications.insert(application, []);
		const changes = { privileges: [attack as string] };
		const answer = await applications
			.update(application, application.clientId, 1, changes, [])
			.catch((error: unknown) => error);
		const found = await applications.find(application, application.clientId);
		if (answer === 'done') expect(found?.privileges.map((privilege) => typeof privilege)).toStrictEqual(['string']);
		else expect(found).toStrictEqual(application);
		await applications.update(application, application.clientId, found?.revision ?? 1, { removedAt: 1 }, []);
		await applications.purgeRemoved(2, 10);
	});

	describe.each(Object.entries(ATTACKS))('%s', (_, attack) => {
		it.each(Object.entries(CALLS))('matches nothing and changes nothing: %s', async (name, call) => {
			const answer = await call(store, attack as never).catch((error: unknown) => error);
			expect(await everything()).toStrictEqual(before);
			if (answer instanceof Error) {
				expect(answer).toBeInstanceOf(StoreUnavailableError);
				expect(`${answer.message} ${String(answer.cause)}`).not.toMatch(/globex|acme|emm-eu/);
			} else {
				expect(Array.isArray(answer) ? answer.length : NOTHING.includes(answer as never), name).toBeOneOf([0, true]);
			}
		});
	});
});
