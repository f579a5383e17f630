import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../test/deep-freeze.ts';
import { publicKey } from '../../test/keys.ts';
import { clientApplication, NOW } from '../../test/samples.ts';
import type { ClientApplication } from '../applications/client-application.ts';
import { decide } from '../applications/decide.ts';
import type { KeyChange } from './change-keys.ts';
import type { PublicKey } from './public-key.ts';

const HOUR = 3_600_000;
const RULES = { revocationMemoryMs: 48 * HOUR };
const URI = 'https://emm.example/keys?account=7';
const [A, B, C] = [publicKey('a'), publicKey('b', 'P-256'), publicKey('c')];

const given = (...keys: PublicKey[]): KeyChange => ({
	publicKeys: keys.map((key) => ({ ...key, createdBy: 'ada' })),
	keySet: null,
});
const published = (uri: string): KeyChange => ({ publicKeys: [], keySet: { uri, createdBy: 'ada' } });

function edited(application: ClientApplication, keys: KeyChange, now = NOW + HOUR) {
	return decide(deepFreeze(application), deepFreeze({ type: 'edit', fields: {}, keys }), now, RULES);
}

const nameOf = ({ kid, thumbprint }: PublicKey) => ({ kid, thumbprint });

describe('keys that are given', () => {
	const { state: held, events } = edited(clientApplication(), given(A, B));

	it('are registered, and told by their names and thumbprints alone', () => {
		expect(held.publicKeys).toEqual([
			{ ...A, keyId: `pk_${A.thumbprint}`, createdAt: NOW + HOUR, createdBy: 'ada' },
			{ ...B, keyId: `pk_${B.thumbprint}`, createdAt: NOW + HOUR, createdBy: 'ada' },
		]);
		expect(events).toEqual([
			{
				type: 'client_application.changed',
				data: { before: { publicKeys: [] }, after: { publicKeys: [nameOf(A), nameOf(B)] } },
			},
		]);
		expect(held).toMatchObject({ revokedCredentials: [], invalidatedAt: null, tokenEpoch: 0 });
	});

	it('change nothing where they are so already', () => {
		const again = edited(held, given(A, B), NOW + 2 * HOUR);
		expect(again.state).toBe(held);
		expect(again.events).toEqual([]);
	});

	it('stay as they were registered when others come and go, and those that go take their tokens with them', () => {
		const { state, events: told } = edited(held, given(B, C), NOW + 2 * HOUR);
		expect(state.publicKeys.map(({ kid, createdAt }) => [kid, createdAt])).toEqual([
			['b', NOW + HOUR],
			['c', NOW + 2 * HOUR],
		]);
		const revokedCredentials = [{ credentialId: `pk_${A.thumbprint}`, revokedAt: NOW + 2 * HOUR }];
		expect(state).toMatchObject({ revokedCredentials, invalidatedAt: NOW + 2 * HOUR, tokenEpoch: 0 });
		expect(told).toMatchObject([{ data: { after: { publicKeys: [nameOf(B), nameOf(C)] } } }]);
	});

	it('keep their tokens where only their name changes', () => {
		const { state } = edited(held, given({ ...A, kid: 'renamed' }, B), NOW + 2 * HOUR);
		expect(state.publicKeys[0]).toMatchObject({ kid: 'renamed', keyId: `pk_${A.thumbprint}`, createdAt: NOW + HOUR });
		expect(state).toMatchObject({ revokedCredentials: [], invalidatedAt: null });
	});

	it('that come back are other credentials: what they earned before stays dead, what they earn now lives', () => {
		let application = held;
		const ids: string[] = [];
		for (let round = 2; round < 6; round++) {
			application = edited(application, given(B), NOW + round * HOUR).state;
			application = edited(application, given(A, B), NOW + round * HOUR).state;
			const [{ keyId } = { keyId: '' }] = application.publicKeys;
			expect(application.revokedCredentials.map(({ credentialId }) => credentialId)).not.toContain(keyId);
			ids.push(keyId);
		}
		expect(ids).toEqual([2, 3, 4, 5].map((count) => `pk_${A.thumbprint}.${count}`));
		const forgotten = edited(application, given(B), NOW + 6 * HOUR).state;
		const later = edited(forgotten, given(A, B), NOW + 100 * HOUR).state;
		expect(later.publicKeys[0]?.keyId).toBe(`pk_${A.thumbprint}`);
	});
});

describe('keys that are published', () => {
	const { state: held, events } = edited(clientApplication(), published(URI));

	it('are one credential, told without the query', () => {
		expect(held.keySet).toMatchObject({ uri: URI, createdAt: NOW + HOUR, createdBy: 'ada' });
		expect(held.keySet?.keyId).toMatch(/^jwks_[\w-]{43}$/);
		const after = { jwksUri: 'https://emm.example/keys' };
		expect(events).toMatchObject([{ data: { before: { jwksUri: null }, after } }]);
		expect(JSON.stringify(events)).not.toContain('account');
	});

	it.each([
		['somewhere else', published('https://emm.example/others')],
		['nowhere', given()],
		['given instead', given(A)],
	])('take their tokens with them when they are %s', (_, change) => {
		const { state } = edited(held, change, NOW + 2 * HOUR);
		const revokedCredentials = [{ credentialId: held.keySet?.keyId, revokedAt: NOW + 2 * HOUR }];
		expect(state).toMatchObject({ revokedCredentials, invalidatedAt: NOW + 2 * HOUR });
		expect(state.keySet?.keyId).not.toBe(held.keySet?.keyId);
	});
});

it.each(['remove', 'revoke_all'] as const)('%s leaves no key', (type) => {
	for (const change of [given(A, B), published(URI)]) {
		const { state: held } = edited(clientApplication(), change);
		const { state, events } = decide(held, { type, leaked: true }, NOW + 2 * HOUR, RULES);
		expect(state).toMatchObject({ publicKeys: [], keySet: null, tokenEpoch: 1, invalidatedAt: NOW + 2 * HOUR });
		if (type === 'revoke_all') expect(events.at(-1)?.type).toBe('client_application.changed');
	}
});
