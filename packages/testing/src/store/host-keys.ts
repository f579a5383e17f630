import { expect } from 'vitest';
import { BUILT_AT } from './builders/built.ts';
import { buildHostKey } from './builders/keys.ts';
import { race, racers, type StoreCase } from './store-case.ts';

export const hostKeyCases: readonly StoreCase[] = [
	{
		name: 'lists the keys as they were inserted, by time and then by id',
		async run({ store: { hostKeys } }) {
			expect(await hostKeys.list()).toStrictEqual([]);
			const keys = [
				buildHostKey({ keyId: 'b', createdAt: BUILT_AT - 1 }),
				buildHostKey({ keyId: 'a', createdAt: BUILT_AT, activatesAt: BUILT_AT - 5, algorithm: 'EdDSA' }),
				buildHostKey({ keyId: 'c', purpose: 'secret_digest', algorithm: null, publicJwk: null }),
				buildHostKey({ keyId: 'd', wrapped: { keyEncryptionKeyId: 'kek "ü"', ciphertext: '' } }),
				buildHostKey({ keyId: 'aa', createdAt: BUILT_AT + 1 }),
			];
			for (const key of keys.toReversed()) expect(await hostKeys.insert(key)).toBe(true);
			expect(await hostKeys.list()).toStrictEqual(keys);
		},
	},
	{
		name: 'inserts a key id once, also when 20 inserts race, and keeps the first',
		async run(opened) {
			const results = await race(await racers(opened), 20, async ({ hostKeys }, index) => {
				const key = buildHostKey({ keyId: 'first', wrapped: { keyEncryptionKeyId: 'kek-1', ciphertext: `c${index}` } });
				return { key, inserted: await hostKeys.insert(key) };
			});
			const winners = results.filter(({ inserted }) => inserted);
			expect(winners).toHaveLength(1);
			expect(await opened.store.hostKeys.list()).toStrictEqual([winners[0]?.key]);
		},
	},
	{
		name: 'takes away the keys that it names, as often as it is told so, and no others',
		async run({ store: { hostKeys } }) {
			const [one, two, kept] = [buildHostKey(), buildHostKey(), buildHostKey()];
			for (const key of [one, two, kept]) await hostKeys.insert(key);
			await hostKeys.remove([one.keyId, two.keyId, 'unknown']);
			await hostKeys.remove([one.keyId]);
			await hostKeys.remove([]);
			expect(await hostKeys.list()).toStrictEqual([kept]);
			expect(await hostKeys.insert(one), 'its id is free again').toBe(true);
		},
	},
	{
		name: 'wraps a key anew only if it still is wrapped as the caller believes',
		async run({ store: { hostKeys } }) {
			const key = buildHostKey();
			const other = buildHostKey({ createdAt: BUILT_AT + 1 });
			for (const inserted of [key, other]) await hostKeys.insert(inserted);
			const next = { keyEncryptionKeyId: 'kek-2', ciphertext: 'bmV4dA' };
			for (const wrong of [
				next,
				{ ...key.wrapped, ciphertext: 'd3Jvbmc' },
				{ ...key.wrapped, keyEncryptionKeyId: 'kek-0' },
			]) {
				expect(await hostKeys.rewrap(key.keyId, wrong, next)).toBe(false);
			}
			expect(await hostKeys.rewrap('unknown', key.wrapped, next)).toBe(false);
			expect(await hostKeys.list()).toStrictEqual([key, other]);
			// The same fields in another order are the same key.
			const { ciphertext, keyEncryptionKeyId } = key.wrapped;
			expect(await hostKeys.rewrap(key.keyId, { ciphertext, keyEncryptionKeyId }, next)).toBe(true);
			expect(await hostKeys.list()).toStrictEqual([{ ...key, wrapped: next }, other]);
		},
	},
	{
		name: 'lets exactly one of 20 racing wraps win',
		async run(opened) {
			const key = buildHostKey();
			await opened.store.hostKeys.insert(key);
			const results = await race(await racers(opened), 20, async ({ hostKeys }, index) => {
				const next = { keyEncryptionKeyId: 'kek-2', ciphertext: `c${index}` };
				return { next, wrapped: await hostKeys.rewrap(key.keyId, key.wrapped, next) };
			});
			const winners = results.filter(({ wrapped }) => wrapped);
			expect(winners).toHaveLength(1);
			expect(await opened.store.hostKeys.list()).toStrictEqual([{ ...key, wrapped: winners[0]?.next }]);
		},
	},
];
