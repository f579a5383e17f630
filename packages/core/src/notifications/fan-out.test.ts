import { expect, it } from 'vitest';
import { endpoint } from '../../test/endpoint-samples.ts';
import { NOW } from '../../test/samples.ts';
import type { LatchkeyEvent } from '../events/event.ts';
import type { NewDelivery } from './delivery.ts';
import { deliveryIdOf } from './delivery-id.ts';
import type { Endpoint } from './endpoint.ts';
import { fanOut, wants } from './fan-out.ts';

const TENANT = { customerId: 'acme', domainId: 'phones' };

function event(clientId: string | null, fields: Partial<LatchkeyEvent> = {}): LatchkeyEvent {
	const stamp = { ...TENANT, id: 'evt_1', clientId, revision: 1, occurredAt: NOW, actor: { kind: 'host' } as const };
	return { ...stamp, type: 'client_application.disabled', data: {}, ...fields } as LatchkeyEvent;
}

it.each([
	['of the whole domain, an event of an application', {}, event('a'), true],
	['of the whole domain, an event of the domain', {}, event(null), true],
	['of an application, its own', { clientId: 'a' }, event('a'), true],
	['of an application, that of another', { clientId: 'a' }, event('b'), false],
	['of an application, one of the domain', { clientId: 'a' }, event(null), false],
	['a type that it names', { eventTypes: ['client_application.disabled'] }, event('a'), true],
	['a type that it does not name', { eventTypes: ['client_application.enabled'] }, event('a'), false],
	['no type at all', { eventTypes: [] }, event('a'), false],
] as const)('wants or not: %s', (_, fields, happened, wanted) => {
	expect(wants(endpoint(fields), happened)).toBe(wanted);
});

it('a test goes to its endpoint alone, whatever that one wants', () => {
	const test = event('b', { type: 'endpoint.test', data: { endpointId: endpoint().endpointId } });
	expect(wants(endpoint({ clientId: 'a', eventTypes: ['client_secret.added'] }), test)).toBe(true);
	expect(wants(endpoint({ endpointId: 'ep_other' }), test)).toBe(false);
});

interface Made {
	readonly inserted: NewDelivery[];
	readonly woken: string[][];
	due: number;
}

function fanningOut(live: readonly Endpoint[]): Made & { run: ReturnType<typeof fanOut> } {
	const made: Made = { inserted: [], woken: [], due: 0 };
	const run = fanOut({
		endpoints: {
			live: async () => live,
			wake: async (_, ids) => void made.woken.push([...ids]),
		},
		deliveries: {
			async insert(_, deliveries) {
				const fresh = deliveries.filter((one) =>
					made.inserted.every(({ deliveryId }) => deliveryId !== one.deliveryId),
				);
				made.inserted.push(...fresh);
				return fresh.length;
			},
		},
		clock: { now: () => NOW },
		onDue: () => {
			made.due += 1;
		},
	});
	return Object.assign(made, { run });
}

it('makes what is pending for enabled and paused endpoints, wakes those, and keeps it for disabled ones', async () => {
	const statuses = ['enabled', 'paused', 'disabled'] as const;
	const made = fanningOut(statuses.map((status) => endpoint({ endpointId: `ep_${status}`, status })));
	await made.run(TENANT, [event('a'), event('a', { id: 'evt_2' })]);
	expect(
		made.inserted.map(({ endpointId, status, nextAttemptAt, event: { id } }) => [
			endpointId,
			id,
			status,
			nextAttemptAt,
		]),
	).toEqual([
		['ep_enabled', 'evt_1', 'pending', 0],
		['ep_paused', 'evt_1', 'pending', 0],
		['ep_disabled', 'evt_1', 'held', null],
		['ep_enabled', 'evt_2', 'pending', 0],
		['ep_paused', 'evt_2', 'pending', 0],
		['ep_disabled', 'evt_2', 'held', null],
	]);
	expect(made.woken).toEqual([['ep_enabled', 'ep_paused']]);
	expect(made.due).toBe(1);
});

it('makes the same again, and wakes again: whoever made it first may have died before', async () => {
	const made = fanningOut([endpoint()]);
	await made.run(TENANT, [event('a')]);
	await made.run(TENANT, [event('a')]);
	expect(made.inserted).toHaveLength(1);
	expect(made.inserted[0]?.deliveryId).toBe(deliveryIdOf(endpoint().endpointId, 'evt_1'));
	expect(made.woken).toHaveLength(2);
});

it('wakes an endpoint that was added or changed: whoever made what it wanted before may have died before it was woken', async () => {
	const { endpointId } = endpoint();
	const change = event('a', { type: 'endpoint.changed', data: { endpointId, before: {}, after: {} } });
	const addition = event('a', { type: 'endpoint.added', data: { endpointId, origin: '', eventTypes: null } });
	const live = [endpoint({ eventTypes: ['policy.changed'] }), endpoint({ endpointId: 'ep_other', clientId: 'b' })];
	for (const told of [change, addition]) {
		const made = fanningOut(live);
		await made.run(TENANT, [told]);
		expect(made, told.type).toMatchObject({ inserted: [], woken: [[endpointId]], due: 1 });
	}
	const disabled = fanningOut([endpoint({ eventTypes: ['policy.changed'], status: 'disabled' })]);
	await disabled.run(TENANT, [change]);
	expect(disabled.woken).toEqual([]);
});

it('writes many in batches, and nothing where nobody wants it', async () => {
	const many = fanningOut([endpoint()]);
	await many.run(
		TENANT,
		Array.from({ length: 1201 }, (_, index) => event('a', { id: `evt_${index}` })),
	);
	expect(many.inserted).toHaveLength(1201);
	const none = fanningOut([endpoint({ clientId: 'b' })]);
	await none.run(TENANT, [event('a')]);
	expect(none).toMatchObject({ inserted: [], woken: [], due: 0 });
});
