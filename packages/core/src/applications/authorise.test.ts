import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientApplication } from '../../test/samples.ts';
import { runs } from '../../test/soak.ts';
import type { Actor, DomainGrant } from '../actors/actor.ts';
import { describeSession } from '../actors/session.ts';
import {
	assertManages,
	assertMayGrant,
	assertMayHoldSecretsOf,
	assertMayReveal,
	grantIn,
	maySee,
} from './authorise.ts';

const grant: DomainGrant = { manage: false, reveal: false, grantable: ['devices:read', 'users:read'] };
const actor: Actor = { userId: 'owner', customerId: 'acme', domains: { phones: grant } };

const refusal = (code: string) => expect.objectContaining({ code });

describe('grantIn', () => {
	it('is what the host says of that domain, in the customer of the actor', () => {
		expect(grantIn(actor, 'phones')).toEqual({ tenant: { customerId: 'acme', domainId: 'phones' }, grant });
	});

	it.each(['tablets', '', 'Phones', '__proto__', 'constructor', 'toString'])('there is no domain "%s"', (domainId) => {
		expect(() => grantIn(actor, domainId)).toThrow(refusal('not_found'));
	});

	it.each([
		{ customerId: 'acme.com' },
		{ customerId: '' },
		{ domains: { 'a.b': grant } },
		{ userId: '' },
		{ userId: 'Ada Lovelace' },
	])('an actor whose ids are none is the mistake of the host: %j', (wrong) => {
		const named = { ...actor, ...wrong };
		expect(() => grantIn(named, Object.keys(named.domains)[0] ?? '')).toThrow(TypeError);
	});

	it('takes a domain for one by its own name, whatever objects inherit', () => {
		const domains: Actor['domains'] = Object.assign(Object.create({ tablets: grant }), { phones: grant });
		expect(() => grantIn({ ...actor, domains }, 'tablets')).toThrow(refusal('not_found'));
		const named: Actor['domains'] = JSON.parse(`{"__proto__":${JSON.stringify(grant)}}`);
		expect(grantIn({ ...actor, domains: named }, '__proto__').grant).toEqual(grant);
	});
});

describe('maySee', () => {
	it.each([
		['an owner, their own', 'owner', false, 'enabled', true],
		['an owner, their own that is disabled', 'owner', false, 'disabled', true],
		['an owner, their own that is removed', 'owner', false, 'removed', false],
		['somebody else', 'other', false, 'enabled', false],
		['a manager, every one', 'other', true, 'enabled', true],
		['a manager, one that is removed', 'other', true, 'removed', false],
	] as const)('%s', (_, userId, manage, status, seen) => {
		expect(maySee({ ...actor, userId }, { ...grant, manage }, clientApplication({ status }))).toBe(seen);
	});
});

describe('what a grant allows', () => {
	it('managing and revealing need the grant to say so', () => {
		expect(() => assertManages(grant)).toThrow(refusal('forbidden'));
		expect(() => assertMayReveal(grant)).toThrow(refusal('forbidden'));
		expect(() => assertManages({ ...grant, manage: true })).not.toThrow();
		expect(() => assertMayReveal({ ...grant, reveal: true })).not.toThrow();
		// The one does not follow from the other.
		expect(() => assertManages({ ...grant, reveal: true })).toThrow(refusal('forbidden'));
		expect(() => assertMayReveal({ ...grant, manage: true })).toThrow(refusal('forbidden'));
	});

	const some = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));

	it('nobody grants what they do not hold, for any pair of sets, and is told which', () => {
		fc.assert(
			fc.property(some, some, (grantable, privileges) => {
				const missing = privileges.filter((privilege) => !grantable.includes(privilege));
				const granting = (): void => assertMayGrant({ manage: true, reveal: true, grantable }, privileges);
				if (missing.length === 0) expect(granting).not.toThrow();
				else expect(granting).toThrow(expect.objectContaining({ details: { privileges: missing } }));
			}),
			runs(200),
		);
	});

	it('nobody takes into their hands a secret that is worth more than what they could grant', () => {
		fc.assert(
			fc.property(some, some, (grantable, privileges) => {
				const holding = (allowed: boolean) => (): void =>
					assertMayHoldSecretsOf({ ...grant, grantable }, clientApplication({ privileges }), allowed);
				const within = privileges.every((privilege) => grantable.includes(privilege));
				if (within) expect(holding(false)).not.toThrow();
				else expect(holding(false)).toThrow(refusal('privilege_not_grantable'));
				expect(holding(true)).not.toThrow();
			}),
			runs(200),
		);
	});
});

describe('describeSession', () => {
	it('tells the domains in order, and of each only what a console needs', () => {
		const extra = { ...grant, internal: 'no business of the console' };
		const session = describeSession({ ...actor, domains: { phones: extra, '10': grant, A: grant } }, [], {
			secretsBeyondGrant: true,
			notifications: false,
		});
		expect(session).toEqual({
			userId: 'owner',
			customerId: 'acme',
			domains: ['10', 'A', 'phones'].map((domainId) => ({ domainId, ...grant })),
			privileges: [],
			secretsBeyondGrant: true,
			notifications: false,
		});
	});
});
