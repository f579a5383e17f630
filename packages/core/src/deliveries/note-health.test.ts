import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../test/deep-freeze.ts';
import { NOW } from '../../test/samples.ts';
import type { Endpoint } from '../notifications/endpoint.ts';
import { decideHealth } from './note-health.ts';

const LATER = NOW + 1000;
const URL = 'https://hooks.example/';

function endpoint(fields: Partial<Endpoint> = {}): Endpoint {
	return deepFreeze({
		endpointId: 'ep_0123456789abcdefghijkl',
		customerId: 'acme',
		domainId: 'phones',
		clientId: null,
		slot: '0000000',
		url: URL,
		description: '',
		eventTypes: null,
		status: 'enabled',
		disabledReason: null,
		signingSecrets: [],
		failingSince: null,
		nextAttemptAt: null,
		wakeups: 3,
		revision: 1,
		createdAt: NOW,
		createdBy: 'ada',
		updatedAt: NOW,
		removedAt: null,
		...fields,
	});
}

describe('what attempts have shown of an endpoint', () => {
	it('is no event, and looks like no edit, while it is sent to', () => {
		const failing = decideHealth(endpoint(), URL, { failingSince: LATER, disable: null }, LATER);
		expect(failing).toEqual({ state: endpoint({ failingSince: LATER }), events: [] });
		const well = decideHealth(endpoint({ failingSince: NOW }), URL, { failingSince: null, disable: null }, LATER);
		expect(well).toEqual({ state: endpoint(), events: [] });
	});

	it('is nothing to write where it is known', () => {
		const known = endpoint({ failingSince: NOW });
		expect(decideHealth(known, URL, { failingSince: NOW, disable: null }, LATER).state).toBe(known);
	});

	it.each(['gone', 'failing'] as const)('disables it with a notice where it is %s', (disable) => {
		const { state, events } = decideHealth(endpoint(), URL, { failingSince: NOW, disable }, LATER);
		expect(state).toEqual(
			endpoint({ status: 'disabled', disabledReason: disable, failingSince: NOW, updatedAt: LATER }),
		);
		const data = { endpointId: state.endpointId, reason: disable, failingSince: NOW };
		expect(events).toEqual([{ type: 'endpoint.disabled', data }]);
	});

	it.each(['gone', 'failing', null] as const)('changes nothing of one that is elsewhere by now (%s)', (disable) => {
		const moved = endpoint({ url: 'https://elsewhere.example/' });
		const decision = decideHealth(moved, URL, { failingSince: NOW, disable }, LATER);
		expect(decision.state).toBe(moved);
		expect(decision.events).toEqual([]);
	});

	it.each(['disabled', 'removed'] as const)('changes nothing of one that is %s already', (status) => {
		const over = endpoint({ status, disabledReason: status === 'disabled' ? 'by_user' : null });
		for (const disable of ['gone', 'failing', null] as const) {
			const decision = decideHealth(over, URL, { failingSince: NOW, disable }, LATER);
			expect(decision.state).toBe(over);
			expect(decision.events).toEqual([]);
		}
	});
});
