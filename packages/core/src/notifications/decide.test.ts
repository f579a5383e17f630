import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../test/deep-freeze.ts';
import { endpoint } from '../../test/endpoint-samples.ts';
import { NOW } from '../../test/samples.ts';
import { runs } from '../../test/soak.ts';
import { decideEndpoint, type EndpointCommand, signingSecretsAt } from './decide.ts';
import type { Endpoint } from './endpoint.ts';

const LATER = NOW + 60_000;
const DAY_MS = 86_400_000;
const endpointId = endpoint().endpointId;

describe('decideEndpoint', () => {
	it('tells what changed before and after, and of the URL its origin only', () => {
		const fields = { url: 'https://new.example/x?key=def', description: 'EMM', eventTypes: ['endpoint.test'] as const };
		const failing = endpoint({ failingSince: NOW, description: 'EMM' });
		const { state, events } = decideEndpoint(failing, { type: 'edit', fields }, LATER);
		expect(state).toEqual({ ...failing, ...fields, failingSince: null, updatedAt: LATER });
		const before = { origin: 'https://emm.example', eventTypes: null };
		const after = { origin: 'https://new.example', eventTypes: ['endpoint.test'] };
		expect(events).toEqual([{ type: 'endpoint.changed', data: { endpointId, before, after } }]);
	});

	it('is no change where nothing differs', () => {
		const same = { type: 'edit', fields: { url: endpoint().url, eventTypes: null }, status: 'enabled' } as const;
		const before = endpoint();
		expect(decideEndpoint(before, same, LATER)).toEqual({ state: before, events: [] });
		expect(decideEndpoint(before, same, LATER).state).toBe(before);
	});

	it('pauses, disables with a reason, and forgets the failures when it is enabled again', () => {
		const paused = decideEndpoint(endpoint(), { type: 'edit', fields: {}, status: 'paused' }, LATER);
		expect(paused.state.status).toBe('paused');
		expect(paused.events).toMatchObject([{ data: { before: { status: 'enabled' }, after: { status: 'paused' } } }]);
		const failing = endpoint({ failingSince: NOW });
		const disabled = decideEndpoint(failing, { type: 'edit', fields: {}, status: 'disabled' }, LATER);
		expect(disabled.state).toMatchObject({ status: 'disabled', disabledReason: 'by_user', failingSince: NOW });
		const data = { endpointId, reason: 'by_user', failingSince: NOW };
		expect(disabled.events).toEqual([{ type: 'endpoint.disabled', data }]);
		const enabled = decideEndpoint(disabled.state, { type: 'edit', fields: {}, status: 'enabled' }, LATER + 1);
		expect(enabled.state).toMatchObject({ status: 'enabled', disabledReason: null, failingSince: null });
	});

	it('lets both secrets sign for the overlap, up to its end and not at it', () => {
		const secret = { secretId: 'whs_second', sealed: 'sealed-second' };
		const { state, events } = decideEndpoint(endpoint(), { type: 'rotate', secret, overlapMs: DAY_MS }, LATER);
		const idsAt = (now: number): string[] => signingSecretsAt(state, now).map(({ secretId }) => secretId);
		expect(idsAt(LATER + DAY_MS - 1)).toEqual(['whs_first', 'whs_second']);
		expect(idsAt(LATER + DAY_MS)).toEqual(['whs_second']);
		const before = { signingSecretId: 'whs_first' };
		const after = { signingSecretId: 'whs_second' };
		expect(events).toEqual([{ type: 'endpoint.changed', data: { endpointId, before, after } }]);
		const next = decideEndpoint(state, { type: 'test' }, LATER + DAY_MS);
		expect(next.state.signingSecrets, 'what has ended is shredded').toHaveLength(1);
	});

	it('shortens an overlap under way and never lengthens it; none ends the earlier ones at once', () => {
		const rotate = (before: Endpoint, name: string, overlapMs: number, now: number): Endpoint =>
			decideEndpoint(before, { type: 'rotate', secret: { secretId: name, sealed: name }, overlapMs }, now).state;
		const two = rotate(endpoint(), 'b', DAY_MS, NOW);
		const three = rotate(two, 'c', 10 * DAY_MS, NOW + 1);
		expect(three.signingSecrets.map(({ endsAt }) => endsAt)).toEqual([NOW + DAY_MS, NOW + 1 + 10 * DAY_MS, null]);
		expect(rotate(three, 'd', 0, NOW + 2).signingSecrets).toMatchObject([{ secretId: 'd', endsAt: null }]);
	});

	it('a removal shreds the secrets, frees the slot and leaves a tombstone that changes no more', () => {
		const { state, events } = decideEndpoint(endpoint(), { type: 'remove' }, LATER);
		expect(state).toMatchObject({ status: 'removed', signingSecrets: [], removedAt: LATER });
		expect(state.slot).toBe(`removed:${endpointId}`);
		expect(events).toEqual([{ type: 'endpoint.removed', data: { endpointId, origin: 'https://emm.example' } }]);
		expect(decideEndpoint(state, { type: 'test' }, LATER + 1)).toEqual({ state, events: [] });
	});
});

const fields = fc.record(
	{
		url: fc.constantFrom('https://a.example/?key=secret-a', 'https://b.example/'),
		description: fc.constantFrom('', 'one', 'two'),
		eventTypes: fc.constantFrom(null, ['endpoint.test'] as const, ['client_secret.rotated'] as const),
	},
	{ requiredKeys: [] },
);
const status = fc.constantFrom(undefined, 'enabled', 'paused', 'disabled');
const command = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ type: fc.constant('edit'), fields, status }) },
	{ weight: 3, arbitrary: fc.record({ type: fc.constant('rotate'), overlapMs: fc.integer({ min: 0, max: 5000 }) }) },
	{ weight: 2, arbitrary: fc.record({ type: fc.constant('test') }) },
	{ weight: 1, arbitrary: fc.record({ type: fc.constant('remove') }) },
);

it('keeps its laws through any sequence of commands, whichever way the clock goes', () => {
	const steps = fc.array(fc.tuple(command, fc.integer({ min: -3000, max: 5000 })));
	fc.assert(
		fc.property(steps, (given) => {
			let state = endpoint();
			let now = NOW;
			for (const [count, [asked, passed]] of given.entries()) {
				now += passed;
				const before = deepFreeze(state);
				const name = `whs_${count}`;
				const made =
					asked.type === 'rotate' ? { ...asked, secret: { secretId: name, sealed: `sealed-${name}` } } : asked;
				const decision = decideEndpoint(before, made as EndpointCommand, now);
				expect(decideEndpoint(before, made as EndpointCommand, now)).toEqual(decision);
				state = decision.state;
				expectLawful(before, state, decision.events, now);
			}
		}),
		runs(500),
	);
});

function expectLawful(before: Endpoint, after: Endpoint, events: readonly object[], now: number): void {
	if (before.status === 'removed') {
		expect(after).toBe(before);
		expect(events).toEqual([]);
		return;
	}
	for (const key of ['endpointId', 'clientId', 'createdAt', 'revision', 'nextAttemptAt', 'wakeups'] as const) {
		expect(after[key]).toBe(before[key]);
	}
	expect(after.disabledReason === null).toBe(after.status !== 'disabled');
	expect(after.removedAt === null).toBe(after.status !== 'removed');
	const open = after.signingSecrets.filter(({ endsAt }) => endsAt === null);
	expect(open, 'one signs without an end, the newest').toEqual(
		after.status === 'removed' ? [] : after.signingSecrets.slice(-1),
	);
	for (const { secretId, endsAt } of after.signingSecrets) {
		if (endsAt !== null) expect(endsAt).toBeGreaterThan(now);
		const earlier = before.signingSecrets.find((secret) => secret.secretId === secretId)?.endsAt ?? null;
		if (earlier !== null)
			expect(endsAt ?? Number.POSITIVE_INFINITY, 'no secret lives longer').toBeLessThanOrEqual(earlier);
	}
	const seen = ['url', 'description', 'eventTypes', 'status', 'slot'] as const;
	if (seen.some((key) => after[key] !== before[key])) expect(events.length).toBeGreaterThan(0);
	expect(JSON.stringify(events)).not.toMatch(/sealed|secret-a/);
}
