import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainOf, checkpointAt, contentOf, KEY, TENANT, verdictOf } from '../../test/audit-chains.ts';
import { runs } from '../../test/soak.ts';
import { extendChain } from './chain.ts';
import type { AuditEntry } from './entry.ts';

const OTHER_KEY = createSecretKey(Buffer.alloc(32, 8));

/** One edit of each member that an entry has. */
const EDITS: Readonly<Record<string, (entry: AuditEntry) => AuditEntry>> = {
	customerId: (entry) => ({ ...entry, customerId: 'globex' }),
	domainId: (entry) => ({ ...entry, domainId: 'laptops' }),
	eventId: (entry) => ({ ...entry, eventId: `${entry.eventId}0` }),
	type: (entry) => ({ ...entry, type: 'client_secret.revealed' }),
	at: (entry) => ({ ...entry, at: entry.at + 1 }),
	'at, to no time': (entry) => ({ ...entry, at: Number.NaN }),
	'actor kind': (entry) => ({ ...entry, actor: { ...entry.actor, kind: 'host' } }),
	'actor id': (entry) => ({ ...entry, actor: { ...entry.actor, id: 'somebody-else' } }),
	'actor id, to none': (entry) => ({ ...entry, actor: { ...entry.actor, id: null } }),
	'credential id': (entry) => ({ ...entry, actor: { ...entry.actor, credentialId: 'sec_1' } }),
	address: (entry) => ({ ...entry, actor: { ...entry.actor, address: '198.51.100.1' } }),
	clientId: (entry) => ({ ...entry, clientId: null }),
	data: (entry) => ({ ...entry, data: { ...entry.data, after: { name: 'harmless' } } }),
	'data, one more': (entry) => ({ ...entry, data: { ...entry.data, more: null } }),
	'data, to none': (entry) => ({ ...entry, data: {} }),
	link: (entry) => ({ ...entry, link: `${entry.link.slice(0, -1)}-` }),
	mac: (entry) => ({ ...entry, mac: `${entry.mac.slice(0, -1)}-` }),
	'mac, to none': (entry) => ({ ...entry, mac: '' }),
};

describe('chainVerifier', () => {
	it('finds nothing wrong with a chain as it was entered, whatever heads were kept of it', () => {
		const chain = chainOf(9);
		expect(verdictOf(chain, { heads: [chain[0], chain[4], chain[8]] })).toEqual({
			entries: 9,
			last: chain[8],
			fault: null,
			byKey: true,
		});
		expect(verdictOf([])).toEqual({ entries: 0, last: null, fault: null, byKey: true });
		expect(verdictOf(chain, { key: null, heads: [chain[8]] })).toMatchObject({ fault: null, byKey: false });
	});

	it.each(Object.entries(EDITS))('finds an edit of one entry: %s', (_, edit) => {
		const chain = chainOf(5);
		for (const place of chain.keys()) {
			const { fault } = verdictOf(chain.map((entry, index) => (index === place ? edit(entry) : entry)));
			expect(fault?.sequence).toBe(place + 1);
			expect(['altered', 'forged']).toContain(fault?.fault);
		}
	});

	it('finds any single edit, drop, repetition, swap or cut, and names the first entry that is wrong', () => {
		const tampering = fc.constantFrom('edit', 'drop', 'repeat', 'swap', 'cut', 'insert', 'rewrite');
		const property = fc.property(
			fc.integer({ min: 2, max: 12 }),
			fc.nat(),
			fc.nat(),
			fc.constantFrom(...Object.keys(EDITS)),
			tampering,
			(length, first, second, member, how) => {
				const chain = chainOf(length);
				const head = chain.at(-1);
				const place = first % length;
				const other = (place + 1 + (second % (length - 1))) % length;
				const entries = [...chain];
				const [a, b] = [chain[place], chain[other]];
				if (a === undefined || b === undefined) throw new Error('there is no such place');
				let expected = place + 1;
				switch (how) {
					case 'edit':
						entries[place] = EDITS[member]?.(a) ?? a;
						break;
					case 'drop':
						entries.splice(place, 1);
						break;
					case 'repeat':
						entries.splice(place, 0, b);
						if (other >= place) expected = place + 1;
						break;
					case 'swap':
						entries[place] = { ...b, sequence: a.sequence };
						entries[other] = { ...a, sequence: b.sequence };
						expected = Math.min(place, other) + 1;
						break;
					case 'cut':
						entries.length = place;
						break;
					case 'insert':
						entries.splice(place, 0, { ...b, sequence: place + 1 });
						break;
					case 'rewrite':
						// By somebody who knows how, and does not have the key.
						entries.splice(
							place,
							length,
							...extendChain(
								OTHER_KEY,
								TENANT,
								chain[place - 1],
								chain.slice(place).map(() => contentOf(99 + place)),
							),
						);
						break;
				}
				const { fault } = verdictOf(entries, { heads: [head] });
				expect(fault).not.toBeNull();
				if (how === 'repeat') expect(fault?.sequence).toBeLessThanOrEqual(Math.max(place, other) + 1);
				else if (how === 'insert' && other === place) expect(fault?.sequence).toBe(place + 1);
				else expect(fault?.sequence).toBe(expected);
			},
		);
		fc.assert(property, runs(300));
	});

	it('without the key, finds by a signed head what was rewritten before it, and not what comes after', () => {
		const chain = chainOf(6);
		const contents = Array.from({ length: 6 }, (_, index) => contentOf(index + 1, index === 2 ? { data: {} } : {}));
		const rewritten = extendChain(OTHER_KEY, TENANT, undefined, contents);
		expect(verdictOf(rewritten, { key: null }).fault, 'links alone prove nothing').toBeNull();
		expect(verdictOf(rewritten, { key: null, heads: [chain[4]] }).fault).toEqual({
			sequence: 5,
			fault: 'other_history',
		});
		expect(verdictOf(rewritten, { key: null, heads: [chain[1]] }).fault?.fault).toBe('other_history');
		expect(verdictOf(rewritten).fault).toEqual({ sequence: 1, fault: 'forged' });
	});

	it('finds entries that were cut off and entered anew, by a head that was kept', () => {
		const chain = chainOf(6);
		const anew = [...chain.slice(0, 4), ...extendChain(KEY, TENANT, chain[3], [contentOf(7), contentOf(8)])];
		expect(verdictOf(anew).fault).toBeNull();
		expect(verdictOf(anew, { heads: [chain[5]] }).fault).toEqual({ sequence: 6, fault: 'other_history' });
		expect(verdictOf(chain.slice(0, 4), { heads: [chain[5]] }).fault).toEqual({ sequence: 5, fault: 'cut_off' });
	});

	describe('where retention has cut', () => {
		const chain = chainOf(8);
		const checkpoint = checkpointAt(chain[2]);

		it('begins after the checkpoint, and passes over what a cut that was cut short has left', () => {
			const left = chain.slice(3);
			expect(verdictOf(left, { checkpoint })).toMatchObject({ entries: 5, fault: null });
			expect(verdictOf(chain.slice(1), { checkpoint })).toMatchObject({ entries: 5, fault: null });
			expect(verdictOf([], { checkpoint, heads: [chain[0], chain[2]] })).toMatchObject({ entries: 0, fault: null });
		});

		it('finds what is missing after it', () => {
			expect(verdictOf(chain.slice(4), { checkpoint }).fault).toEqual({ sequence: 4, fault: 'missing' });
			expect(verdictOf([], { checkpoint, heads: [chain[7]] }).fault).toEqual({ sequence: 4, fault: 'cut_off' });
		});

		it('does not take for a checkpoint what only an entry proves, nor one of another time, place or domain', () => {
			const entry = chain[4];
			const later = checkpointAt(entry);
			for (const wrong of [
				{ ...later, proof: later.mac },
				{ ...later, proof: checkpoint.proof },
				{ ...later, cutAt: later.cutAt + 1 },
				{ ...later, sequence: 4 },
				checkpointAt(entry, OTHER_KEY),
			]) {
				expect(verdictOf(chain.slice(5), { checkpoint: wrong }).fault?.fault).toBe('false_checkpoint');
			}
			expect(verdictOf(chain.slice(3)).fault, 'one that was taken away').toEqual({ sequence: 1, fault: 'missing' });
		});
	});
});
