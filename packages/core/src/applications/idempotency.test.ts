import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../test/soak.ts';
import type { Actor } from '../actors/actor.ts';
import { tenantOfClientId } from './client-id.ts';
import { identifyRequest } from './idempotency.ts';

const hostKey = createSecretKey(Buffer.alloc(32, 1));
const otherHostKey = createSecretKey(Buffer.alloc(32, 2));

interface Parts {
	readonly hostKey: typeof hostKey;
	readonly customerId: string;
	readonly domainId: string;
	readonly userId: string;
	readonly key: string;
	readonly fields: object;
}

const parts: Parts = {
	hostKey,
	customerId: 'acme',
	domainId: 'phones',
	userId: 'alice',
	key: 'key-1',
	fields: { name: 'Inventory', privileges: ['devices:read'] },
};

function identify(changes: Partial<Parts> = {}) {
	const { hostKey: used, customerId, domainId, userId, key: idempotencyKey, fields } = { ...parts, ...changes };
	const actor: Actor = { userId, customerId, domains: {} };
	return identifyRequest(used, 'lk', { tenant: { customerId, domainId }, actor, idempotencyKey, fields });
}

describe('a request with an Idempotency-Key', () => {
	it('is the same request whenever and wherever it comes again', () => {
		expect(identify()).toEqual(identify({ hostKey: createSecretKey(Buffer.alloc(32, 1)) }));
		expect(tenantOfClientId(identify().clientId, 'lk')).toEqual({ customerId: 'acme', domainId: 'phones' });
		expect(identify().secretId).toMatch(/^sec_[0-9A-Za-z]{16}$/);
		expect(identify().digest).toMatch(/^[\w-]{43}$/);
	});

	const others: [string, Partial<Parts>][] = [
		['key', { key: 'key-2' }],
		['actor', { userId: 'bob' }],
		['domain', { domainId: 'tablets' }],
		['customer', { customerId: 'umbrella' }],
		['host', { hostKey: otherHostKey }],
	];
	it.each(others)('is another one with another %s', (_, changes) => {
		const chanceOf = ({ clientId }: { clientId: string }): string | undefined => clientId.split('.').at(-1);
		expect(chanceOf(identify(changes))).not.toBe(chanceOf(identify()));
		expect(identify(changes).secretId).not.toBe(identify().secretId);
	});

	it('that says something else has the same Client ID and another digest', () => {
		const other = identify({ fields: { name: 'Reports', privileges: ['devices:read'] } });
		expect(other.clientId).toBe(identify().clientId);
		expect(other.secretId).toBe(identify().secretId);
		expect(other.digest).not.toBe(identify().digest);
	});

	it('is never taken for another one, whatever its parts are made of', () => {
		// Parts that differ only in where one ends and the next begins.
		const id = fc.string({ unit: fc.constantFrom('a', '-', '_', '"', ','), minLength: 1, maxLength: 4 });
		const some = fc.record({ customerId: id, domainId: id, userId: id, key: id });
		const chanceOf = (given: Partial<Parts>): string | undefined => identify(given).clientId.split('.').at(-1);
		fc.assert(
			fc.property(some, some, (a, b) => {
				const same = JSON.stringify(Object.values(a)) === JSON.stringify(Object.values(b));
				expect(chanceOf(a) === chanceOf(b)).toBe(same);
			}),
			runs(300),
		);
	});

	it.each(['', 'a b', 'k'.repeat(256), 'ключ', 'a\nb'])('refuses the key %j', (key) => {
		expect(() => identify({ key })).toThrow(expect.objectContaining({ code: 'invalid_input' }));
	});
});
