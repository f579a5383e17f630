import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../test/deep-freeze.ts';
import { CLIENT_ID, clientApplication, clientSecret, NOW, newSecret } from '../../test/samples.ts';
import type { RotationTerms } from '../secrets/decide.ts';
import type { ClientApplication } from './client-application.ts';
import { type ApplicationCommand, decide } from './decide.ts';

const HOUR = 3_600_000;
const RULES = { revocationMemoryMs: 24 * HOUR };

function terms(overlapMs: number): RotationTerms {
	return { origin: 'user', overlapMs, byEvidence: false };
}

function decided(application: ClientApplication, command: ApplicationCommand, now = NOW + HOUR) {
	return decide(deepFreeze(application), deepFreeze(command), now, RULES);
}

describe('edit', () => {
	it('tells what was changed, before and after, and nothing else', () => {
		const fields = { name: 'Reports', description: '', privileges: ['devices:read'] };
		const { state, events } = decided(clientApplication(), { type: 'edit', fields });
		expect(state).toMatchObject({ name: 'Reports', updatedAt: NOW + HOUR, tokenEpoch: 0, invalidatedAt: null });
		expect(events).toEqual([
			{ type: 'client_application.changed', data: { before: { name: 'Inventory' }, after: { name: 'Reports' } } },
		]);
	});

	it('changes nothing and tells nothing where everything is so already', () => {
		const application = clientApplication();
		const { name, ownerId, privileges } = application;
		const decision = decided(application, { type: 'edit', fields: { name, ownerId, privileges }, status: 'enabled' });
		expect(decision.state).toBe(application);
		expect(decision.events).toEqual([]);
	});

	it.each([
		['fewer', ['devices:read']],
		['more', ['devices:read', 'devices:wipe', 'users:read']],
	])('%s privileges change what tokens are worth, and kill none', (_, privileges) => {
		const application = clientApplication({ privileges: ['devices:read', 'devices:wipe'], tokenEpoch: 3 });
		const { state } = decided(application, { type: 'edit', fields: { privileges } });
		expect(state).toMatchObject({ privileges, tokenEpoch: 3, invalidatedAt: NOW + HOUR });
	});

	it('disabling kills every token, enabling brings none back', () => {
		const disabled = decided(clientApplication(), { type: 'edit', fields: {}, status: 'disabled' });
		expect(disabled.state).toMatchObject({ status: 'disabled', tokenEpoch: 1, invalidatedAt: NOW + HOUR });
		expect(disabled.events).toEqual([{ type: 'client_application.disabled', data: {} }]);
		const enabled = decided(disabled.state, { type: 'edit', fields: {}, status: 'enabled' }, NOW + 2 * HOUR);
		expect(enabled.state).toMatchObject({ status: 'enabled', tokenEpoch: 1, invalidatedAt: NOW + HOUR });
		expect(enabled.events).toEqual([{ type: 'client_application.enabled', data: {} }]);
	});

	it('hands over and disables in one decision, by one event each', () => {
		const { events } = decided(clientApplication(), { type: 'edit', fields: { ownerId: 'heir' }, status: 'disabled' });
		expect(events.map(({ type }) => type)).toEqual(['client_application.changed', 'client_application.disabled']);
	});
});

describe('remove', () => {
	it('leaves a tombstone: no secret, no slot of the domain, every token dead', () => {
		const application = clientApplication({ revokedCredentials: [{ credentialId: 'sec_old', revokedAt: NOW }] });
		const { state, events } = decided(application, { type: 'remove' });
		expect(state).toMatchObject({
			status: 'removed',
			slot: `removed:${CLIENT_ID}`,
			secrets: [],
			revokedCredentials: [],
			tokenEpoch: 1,
			removedAt: NOW + HOUR,
			invalidatedAt: NOW + HOUR,
			nextDueAt: null,
		});
		expect(events).toEqual([{ type: 'client_application.removed', data: { name: 'Inventory' } }]);
	});

	const commands: ApplicationCommand[] = [
		{ type: 'edit', fields: { name: 'Back' }, status: 'enabled' },
		{ type: 'remove' },
		{ type: 'record_reveal', secretId: 'sec_first' },
		{ type: 'add_secret', secret: newSecret('late'), terms: terms(0) },
		{ type: 'revoke_secret', secretId: 'sec_first', leaked: false },
		{ type: 'shred_sealed' },
		{ type: 'settle' },
	];
	it.each(commands)('is final: $type changes nothing any more', (command) => {
		const removed = decided(clientApplication(), { type: 'remove' }).state;
		const decision = decided(removed, command, NOW + 48 * HOUR);
		expect(decision.state).toBe(removed);
		expect(decision.events).toEqual([]);
	});
});

describe('add_secret', () => {
	it('lets the earlier secrets work for the overlap, and says until when', () => {
		const command: ApplicationCommand = { type: 'add_secret', secret: newSecret('second'), terms: terms(HOUR) };
		const { state, events } = decided(clientApplication(), command);
		expect(state.secrets).toEqual([
			clientSecret('first', { overlapEndsAt: NOW + 2 * HOUR }),
			clientSecret('second', { createdAt: NOW + HOUR }),
		]);
		expect(state).toMatchObject({ nextDueAt: NOW, tokenEpoch: 0, invalidatedAt: null });
		const superseded = [{ secretId: 'sec_first', overlapEndsAt: NOW + 2 * HOUR }];
		expect(events).toEqual([
			{ type: 'client_secret.added', data: { secretId: 'sec_second', expiresAt: null, superseded } },
		]);
	});

	it('ends the earlier secrets at once where there is no overlap, and their tokens live on', () => {
		const command: ApplicationCommand = { type: 'add_secret', secret: newSecret('second'), terms: terms(0) };
		const { state, events } = decided(clientApplication(), command);
		expect(state.secrets.map(({ secretId }) => secretId)).toEqual(['sec_second']);
		expect(state).toMatchObject({ nextDueAt: NOW, tokenEpoch: 0, invalidatedAt: null, revokedCredentials: [] });
		expect(events.map(({ type, data }) => ({ type, data }))).toMatchObject([
			{ type: 'client_secret.added' },
			{ type: 'client_secret.rotated', data: { secretId: 'sec_first' } },
		]);
	});

	it('never lengthens an earlier overlap, nor outlasts an expiry', () => {
		const secrets = [
			clientSecret('short', { overlapEndsAt: NOW + 2 * HOUR }),
			clientSecret('expiring', { expiresAt: NOW + 3 * HOUR }),
		];
		const command: ApplicationCommand = { type: 'add_secret', secret: newSecret('third'), terms: terms(9 * HOUR) };
		const { state } = decided(clientApplication({ secrets }), command);
		expect(state.secrets[0]?.overlapEndsAt).toBe(NOW + 2 * HOUR);
		expect(state.secrets[1]).toMatchObject({ expiresAt: NOW + 3 * HOUR, overlapEndsAt: NOW + 10 * HOUR });
	});
});

describe('revoke_secret', () => {
	it('kills that secret and its tokens only', () => {
		const secrets = [clientSecret('first', { overlapEndsAt: NOW + 9 * HOUR }), clientSecret('second')];
		const { state, events } = decided(clientApplication({ secrets }), {
			type: 'revoke_secret',
			secretId: 'sec_first',
			leaked: false,
		});
		expect(state).toMatchObject({
			secrets: [{ secretId: 'sec_second' }],
			revokedCredentials: [{ credentialId: 'sec_first', revokedAt: NOW + HOUR }],
			tokenEpoch: 0,
			invalidatedAt: NOW + HOUR,
		});
		expect(events).toEqual([{ type: 'client_secret.revoked', data: { secretId: 'sec_first', leaked: false } }]);
	});

	it('kills the tokens of a secret that has ended and is still in the list', () => {
		const secrets = [clientSecret('leaked', { overlapEndsAt: NOW }), clientSecret('second')];
		const { state, events } = decided(clientApplication({ secrets }), {
			type: 'revoke_secret',
			secretId: 'sec_leaked',
			leaked: false,
		});
		expect(state.revokedCredentials).toEqual([{ credentialId: 'sec_leaked', revokedAt: NOW + HOUR }]);
		expect(state.invalidatedAt).toBe(NOW + HOUR);
		expect(events).toEqual([{ type: 'client_secret.revoked', data: { secretId: 'sec_leaked', leaked: false } }]);
	});

	it('as leaked kills also what was given to who held it, however long the line, and nothing else', () => {
		const secrets = [
			clientSecret('child', { ancestors: ['sec_leaked'] }),
			clientSecret('grandchild', { ancestors: ['sec_child', 'sec_leaked'] }),
			clientSecret('stranger', { ancestors: ['sec_other'] }),
		];
		const application = clientApplication({ secrets });
		const command = { type: 'revoke_secret', secretId: 'sec_leaked' } as const;
		expect(decided(application, { ...command, leaked: false }).state).toBe(application);
		const { state, events } = decided(application, { ...command, leaked: true });
		expect(state.secrets).toEqual([secrets[2]]);
		// Its own tokens too, though it had ended already.
		expect(state.revokedCredentials.map(({ credentialId }) => credentialId)).toEqual([
			'sec_leaked',
			'sec_child',
			'sec_grandchild',
		]);
		expect(events.map(({ data }) => data)).toEqual([
			{ secretId: 'sec_child', leaked: true },
			{ secretId: 'sec_grandchild', leaked: true },
		]);
	});

	it('of a secret that is not there does nothing', () => {
		const application = clientApplication();
		const decision = decided(application, { type: 'revoke_secret', secretId: 'sec_other', leaked: false });
		expect(decision).toEqual({ state: application, events: [] });
	});
});

describe('record_reveal and shred_sealed', () => {
	it('a reveal is an event, and no change of state', () => {
		const application = clientApplication();
		const decision = decided(application, { type: 'record_reveal', secretId: 'sec_first' });
		expect(decision.state).toBe(application);
		expect(decision.events).toEqual([{ type: 'client_secret.revealed', data: { secretId: 'sec_first' } }]);
	});

	it('shredding takes out every sealed value and leaves the secrets working', () => {
		const secrets = [clientSecret('first'), clientSecret('second', { sealed: null })];
		const { state, events } = decided(clientApplication({ secrets }), { type: 'shred_sealed' });
		expect(state.secrets).toEqual(secrets.map((secret) => ({ ...secret, sealed: null })));
		expect(events).toEqual([]);
		expect(decided(state, { type: 'shred_sealed' }).state).toBe(state);
	});
});

describe('settle', () => {
	const secrets = [
		clientSecret('expiring', { expiresAt: NOW + HOUR, overlapEndsAt: NOW + 2 * HOUR }),
		clientSecret('rotated', { expiresAt: NOW + 2 * HOUR, overlapEndsAt: NOW + HOUR }),
		clientSecret('last'),
	];

	it('lets a secret work up to, and not at, the instant of its end', () => {
		const application = clientApplication({ secrets });
		expect(decided(application, { type: 'settle' }, NOW + HOUR - 1)).toEqual({ state: application, events: [] });
		const { state, events } = decided(application, { type: 'settle' }, NOW + HOUR);
		expect(state.secrets.map(({ secretId }) => secretId)).toEqual(['sec_last']);
		expect(events).toEqual([
			{ type: 'client_secret.expired', data: { secretId: 'sec_expiring' } },
			{ type: 'client_secret.rotated', data: { secretId: 'sec_rotated' } },
		]);
	});

	it('comes before every other command, so that none is decided over a secret that has ended', () => {
		const command: ApplicationCommand = { type: 'add_secret', secret: newSecret('new'), terms: terms(HOUR) };
		const { events } = decided(clientApplication({ secrets }), command);
		expect(events.map(({ type }) => type)).toEqual([
			'client_secret.expired',
			'client_secret.rotated',
			'client_secret.added',
		]);
		const superseded = [{ secretId: 'sec_last', overlapEndsAt: NOW + 2 * HOUR }];
		expect(events.at(-1)?.data).toMatchObject({ superseded });
	});

	it('remembers a revoked secret for as long as its last token can live, to the millisecond', () => {
		const revokedCredentials = [{ credentialId: 'sec_old', revokedAt: NOW }];
		const application = clientApplication({ revokedCredentials });
		expect(decided(application, { type: 'settle' }, NOW + RULES.revocationMemoryMs).state).toBe(application);
		const forgotten = decided(application, { type: 'settle' }, NOW + RULES.revocationMemoryMs + 1);
		expect(forgotten.state.revokedCredentials).toEqual([]);
		expect(forgotten.events).toEqual([]);
	});
});
