import { describe, expect, it } from 'vitest';
import { capturedLogger } from '../../test/captured-logger.ts';
import { leasedOutbox } from '../../test/leased-outbox.ts';
import type { Outbox } from '../store.ts';
import type { LatchkeyEvent } from './event.ts';
import { type EventListener, eventRelay, type RelayParts } from './relay.ts';

const tenant = { customerId: 'acme', domainId: 'phones' };
const LEASE_MS = 5000;

function event(clientId: string, revision: number): LatchkeyEvent {
	const id = `evt_${clientId}_${revision}`;
	const stamp = { ...tenant, id, clientId, revision, occurredAt: revision, actor: { kind: 'host' } as const };
	return { ...stamp, type: 'client_application.disabled', data: {} };
}

const relayOf = (outbox: Outbox, listener: EventListener, parts: Partial<RelayParts> = {}) =>
	eventRelay({
		outbox,
		record: async () => undefined,
		listener,
		clock: { now: () => 1 },
		logger: capturedLogger(),
		holder: 'first',
		...parts,
	});

describe('eventRelay', () => {
	it('hands over every event in order, and takes it away after', async () => {
		const box = leasedOutbox(event('a', 1), event('b', 1), event('a', 2));
		const heard: string[] = [];
		const relay = relayOf(box, ({ id }) => {
			expect(box.left()).toContain(id);
			heard.push(id);
		});
		expect(await relay.run()).toBe(3);
		expect(heard).toEqual(['evt_a_1', 'evt_a_2', 'evt_b_1']);
		expect(box.left()).toEqual([]);
		expect(await relay.run()).toBe(0);
	});

	it('writes down what follows from the events of several tenants at the same time, and of one together', async () => {
		const elsewhere = { ...event('c', 1), domainId: 'tablets' };
		const box = leasedOutbox(event('a', 1), event('b', 1), elsewhere);
		const begun: string[][] = [];
		const { promise, resolve } = Promise.withResolvers<void>();
		const record: RelayParts['record'] = async (_tenant, events) => {
			begun.push(events.map(({ id }) => id));
			if (begun.length === 2) resolve();
			await promise;
		};
		expect(await relayOf(box, () => undefined, { record }).run()).toBe(3);
		expect(begun).toEqual([['evt_a_1', 'evt_b_1'], ['evt_c_1']]);
	});

	it('documents that cannot be relayed hold up no others, however many they are', async () => {
		const names = Array.from({ length: 250 }, (_, index) => `d${String(index).padStart(3, '0')}`);
		const box = leasedOutbox(...names.map((name) => event(name, 1)));
		const relay = relayOf(box, ({ clientId }) => {
			if (clientId !== 'd249') throw new Error('the listener is away');
		});
		expect(await relay.run()).toBe(1);
		expect(box.left()).toHaveLength(249);
	});

	it('nor if each takes so long to fail that the leases of all are over, and it tries each once', async () => {
		const names = Array.from({ length: 25 }, (_, index) => `d${String(index).padStart(3, '0')}`);
		const box = leasedOutbox(...names.map((name) => event(name, 1)));
		let now = 1;
		const tried: (string | null)[] = [];
		const slow: EventListener = ({ clientId }) => {
			now += LEASE_MS / 2;
			tried.push(clientId);
			if (clientId !== 'd024') throw new Error('no answer');
		};
		expect(await relayOf(box, slow, { clock: { now: () => now } }).run()).toBe(1);
		expect(tried).toEqual(names);
		expect(box.left()).toHaveLength(24);
	});

	it('a listener that fails keeps that event and those after it of its document, and no others', async () => {
		const box = leasedOutbox(event('a', 1), event('a', 2), event('a', 3), event('b', 1));
		const logger = capturedLogger();
		const heard: string[] = [];
		let failing = true;
		const listener = async ({ id }: LatchkeyEvent): Promise<void> => {
			await Promise.resolve();
			if (failing && id === 'evt_a_2') throw new Error('the listener is away');
			heard.push(id);
		};
		const relay = relayOf(box, listener, { logger });
		expect(await relay.run()).toBe(2);
		expect(box.left()).toEqual(['evt_a_2', 'evt_a_3']);
		expect(logger.lines).toMatchObject([{ level: 'error', fields: { kind: 'application', id: 'a' } }]);
		failing = false;
		expect(await relay.run(), 'not before it is given back').toBe(0);
		await relay.giveBack();
		expect(await relay.run()).toBe(2);
		expect(heard).toEqual(['evt_a_1', 'evt_b_1', 'evt_a_2', 'evt_a_3']);
	});

	it('an outbox that fails to take away is not passed over: the event comes again', async () => {
		const box = leasedOutbox(event('a', 1), event('b', 1));
		let away = true;
		const take: Outbox['take'] = (...asked) =>
			away ? Promise.reject(new Error('the store is away')) : box.take(...asked);
		const relay = relayOf({ ...box, take }, () => undefined);
		await expect(relay.run()).rejects.toThrow('the store is away');
		expect(box.left()).toEqual(['evt_a_1', 'evt_b_1']);
		away = false;
		await relay.giveBack();
		expect(await relay.run()).toBe(2);
	});

	it('leaves alone what another one is relaying, until that one has died', async () => {
		const box = leasedOutbox(event('a', 1), event('b', 1));
		let now = 1;
		const clock = { now: () => now };
		const heard: string[] = [];
		let second: Promise<number> | undefined;
		const other = relayOf(box, ({ id }) => void heard.push(`other ${id}`), { clock, holder: 'second' });
		const dying = relayOf(
			box,
			async ({ id }) => {
				heard.push(id);
				second ??= other.run();
				await second;
				if (id === 'evt_b_1') throw new Error('it dies');
			},
			{ clock },
		);
		expect(await dying.run()).toBe(1);
		expect(await second).toBe(0);
		now += LEASE_MS - 1;
		expect(await other.run()).toBe(0);
		now += 1;
		expect(await other.run()).toBe(1);
		expect(heard).toEqual(['evt_a_1', 'evt_b_1', 'other evt_b_1']);
	});

	it('stops at the end of its lease, and claims again what is left', async () => {
		const box = leasedOutbox(event('a', 1), event('a', 2), event('a', 3));
		let now = 1;
		const claims: number[] = [];
		const claim: Outbox['claim'] = (asked) => {
			claims.push(asked.now);
			return box.claim(asked);
		};
		const slow: EventListener = () => {
			now += LEASE_MS / 2;
		};
		const relay = relayOf({ ...box, claim }, slow, { clock: { now: () => now } });
		expect(await relay.run()).toBe(3);
		expect(claims).toEqual([1, 1 + LEASE_MS, 1 + 1.5 * LEASE_MS]);
	});

	it('does not wait for the end of the lease with what is committed while it relays the document', async () => {
		const box = leasedOutbox(event('a', 1));
		const relay = relayOf(box, ({ revision }) => {
			if (revision < 3) box.append(event('a', revision + 1));
		});
		expect(await relay.run()).toBe(3);
		expect(box.left()).toEqual([]);
	});

	it('takes a full outbox in turns, so that what follows fits into a lease', async () => {
		const box = leasedOutbox(...Array.from({ length: 450 }, (_, index) => event('a', index)));
		const sizes: number[] = [];
		const heard: number[] = [];
		const record: RelayParts['record'] = async (_, events) => void sizes.push(events.length);
		const relay = relayOf(box, ({ revision }) => void heard.push(revision), { record });
		expect(await relay.run()).toBe(450);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
		expect(heard).toEqual(Array.from({ length: 450 }, (_, index) => index));
	});
});
