import { describe, expect, it } from 'vitest';
import { capturedLogger } from '../../test/captured-logger.ts';
import type { Outbox, PendingEvents } from '../store.ts';
import type { LatchkeyEvent } from './event.ts';
import { relayEvents } from './relay.ts';

const tenant = { customerId: 'acme', domainId: 'phones' };

function event(clientId: string, revision: number): LatchkeyEvent {
	const id = `evt_${clientId}_${revision}`;
	const stamp = { ...tenant, id, clientId, revision, occurredAt: revision, actor: { kind: 'host' } as const };
	return { ...stamp, type: 'client_application.disabled', data: {} };
}

/** Documents with their events, as a store keeps them: `take` takes away what is named, and nothing else. */
function outbox(...events: LatchkeyEvent[]): Outbox & { readonly left: () => string[] } {
	let kept = events;
	return {
		left: () => kept.map(({ id }) => id),
		async pending(limit, after = '') {
			const documents = Map.groupBy(kept, ({ clientId }) => clientId);
			return [...documents]
				.map(([clientId, own]): PendingEvents => ({ tenant, clientId, events: own, position: own[0]?.id ?? '' }))
				.filter(({ position }) => position > after)
				.slice(0, limit);
		},
		async take(_, clientId, eventIds) {
			kept = kept.filter((one) => one.clientId !== clientId || !eventIds.includes(one.id));
		},
	};
}

describe('relayEvents', () => {
	it('hands over every event in order, and takes it away after', async () => {
		const box = outbox(event('a', 1), event('b', 1), event('a', 2));
		const heard: string[] = [];
		const listener = ({ id }: LatchkeyEvent): void => {
			expect(box.left()).toContain(id);
			heard.push(id);
		};
		expect(await relayEvents(box, listener, capturedLogger())).toBe(3);
		expect(heard).toEqual(['evt_a_1', 'evt_a_2', 'evt_b_1']);
		expect(box.left()).toEqual([]);
		expect(await relayEvents(box, listener, capturedLogger())).toBe(0);
	});

	it('documents that cannot be relayed hold up no others, however many they are', async () => {
		const names = Array.from({ length: 250 }, (_, index) => `d${String(index).padStart(3, '0')}`);
		const box = outbox(...names.map((name) => event(name, 1)));
		const listener = ({ clientId }: LatchkeyEvent): void => {
			if (clientId !== 'd249') throw new Error('the listener is away');
		};
		expect(await relayEvents(box, listener, capturedLogger())).toBe(1);
		expect(box.left()).toHaveLength(249);
	});

	it('a listener that fails keeps that event and those after it of its document, and no others', async () => {
		const box = outbox(event('a', 1), event('a', 2), event('a', 3), event('b', 1));
		const logger = capturedLogger();
		const heard: string[] = [];
		let failing = true;
		const listener = async ({ id }: LatchkeyEvent): Promise<void> => {
			await Promise.resolve();
			if (failing && id === 'evt_a_2') throw new Error('the listener is away');
			heard.push(id);
		};
		expect(await relayEvents(box, listener, logger)).toBe(2);
		expect(box.left()).toEqual(['evt_a_2', 'evt_a_3']);
		expect(logger.lines).toMatchObject([{ level: 'error', fields: { clientId: 'a' } }]);
		failing = false;
		expect(await relayEvents(box, listener, logger)).toBe(2);
		expect(heard).toEqual(['evt_a_1', 'evt_b_1', 'evt_a_2', 'evt_a_3']);
	});

	it('an outbox that fails to take away is not passed over: the event comes again', async () => {
		const box = outbox(event('a', 1));
		const broken: Outbox = { ...box, take: () => Promise.reject(new Error('the store is away')) };
		await expect(relayEvents(broken, () => undefined, capturedLogger())).rejects.toThrow('the store is away');
		expect(box.left()).toEqual(['evt_a_1']);
	});
});
