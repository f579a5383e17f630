import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/seeded-random.ts';
import { localKeyEncryption } from '../keys/local-key-encryption.ts';
import type { KeyEncryption } from '../ports.ts';
import { dataKeys } from './data-keys.ts';

const tenant = { customerId: 'acme', domainId: 'phones' };
const place = { clientId: 'lk.acme.phones.x', secretId: 'sec_1' };
const keys = { one: Buffer.alloc(32, 1), two: Buffer.alloc(32, 2) };
const encryption = localKeyEncryption({ currentKeyId: 'one', keys });

/** Counts how often a key is unwrapped, as each may be a call to a KMS. */
function counted(inner: KeyEncryption): KeyEncryption & { readonly unwraps: () => number } {
	let count = 0;
	return {
		...inner,
		unwraps: () => count,
		unwrap(wrapped, context) {
			count += 1;
			return inner.unwrap(wrapped, context);
		},
	};
}

const fresh = (seed: string, by: KeyEncryption = encryption) => dataKeys(by, seededRandom(seed));

describe('data keys', () => {
	it('open what they sealed, in this process and in another', async () => {
		const here = fresh('here');
		const dataKey = await here.create(tenant);
		const sealed = await here.sealSecret(tenant, dataKey, place, 'lks_secret');
		expect(sealed).not.toContain('lks_secret');
		expect(await here.unsealSecret(tenant, dataKey, place, sealed)).toBe('lks_secret');
		expect(await fresh('there').unsealSecret(tenant, dataKey, place, sealed)).toBe('lks_secret');
	});

	it.each([
		['another customer', { ...tenant, customerId: 'umbrella' }, place],
		['another domain', { ...tenant, domainId: 'tablets' }, place],
		['another application', tenant, { ...place, clientId: 'lk.acme.phones.y' }],
		['another secret', tenant, { ...place, secretId: 'sec_2' }],
	])('case 21: a sealed secret put in the row of %s stays shut', async (_, otherTenant, otherPlace) => {
		const here = fresh('here');
		const dataKey = await here.create(tenant);
		const sealed = await here.sealSecret(tenant, dataKey, place, 'lks_secret');
		// Both where the data key is at hand and where it must be unwrapped first.
		await expect(here.unsealSecret(otherTenant, dataKey, otherPlace, sealed)).rejects.toThrow();
		await expect(fresh('there').unsealSecret(otherTenant, dataKey, otherPlace, sealed)).rejects.toThrow();
	});

	it('case 21: a data key put in the policy of another domain does not unwrap', async () => {
		const here = fresh('here');
		const dataKey = await here.create(tenant);
		await here.sealSecret(tenant, dataKey, place, 'text');
		const elsewhere = { ...tenant, domainId: 'tablets' };
		await expect(here.sealSecret(elsewhere, dataKey, place, 'text')).rejects.toThrow();
		await expect(fresh('there').sealSecret(elsewhere, dataKey, place, 'text')).rejects.toThrow();
		await expect(fresh('there').rewrap(elsewhere, dataKey)).rejects.toThrow();
		const renamed = { ...dataKey, dataKeyId: 'another' };
		await expect(fresh('there').sealSecret(tenant, renamed, place, 'text')).rejects.toThrow();
	});

	it('a secret sealed by a key that is gone was shredded with it', async () => {
		const here = fresh('here');
		const sealed = await here.sealSecret(tenant, await here.create(tenant), place, 'lks_secret');
		expect(await here.unsealSecret(tenant, await here.create(tenant), place, sealed)).toBeUndefined();
	});

	it('case 21: an old sealed value under the name of the key of today stays shut', async () => {
		const here = fresh('here');
		const [old, today] = [await here.create(tenant), await here.create(tenant)];
		const [, body] = (await here.sealSecret(tenant, old, place, 'lks_secret')).split('.');
		await expect(here.unsealSecret(tenant, today, place, `${today.dataKeyId}.${body}`)).rejects.toThrow();
		for (const cut of [today.dataKeyId, `${today.dataKeyId}.`]) {
			await expect(here.unsealSecret(tenant, today, place, cut)).rejects.toThrow();
		}
	});

	it('wrapped anew by the next key-encryption key, still open what they sealed, without the old one', async () => {
		const here = fresh('here');
		const dataKey = await here.create(tenant);
		const sealed = await here.sealSecret(tenant, dataKey, place, 'lks_secret');
		const rewrapped = await fresh('there', localKeyEncryption({ currentKeyId: 'two', keys })).rewrap(tenant, dataKey);
		expect(rewrapped).toMatchObject({ dataKeyId: dataKey.dataKeyId, wrapped: { keyEncryptionKeyId: 'two' } });
		const withoutTheOldOne = localKeyEncryption({ currentKeyId: 'two', keys: { two: keys.two } });
		expect(await fresh('later', withoutTheOldOne).unsealSecret(tenant, rewrapped, place, sealed)).toBe('lks_secret');
		expect(await here.unsealSecret(tenant, rewrapped, place, sealed)).toBe('lks_secret');
	});
});

describe('data keys at hand', () => {
	it('are unwrapped once while they are in use', async () => {
		const counting = counted(encryption);
		const here = fresh('here', counting);
		const dataKey = await here.create(tenant);
		for (let index = 0; index < 5; index++) await here.sealSecret(tenant, dataKey, place, 'text');
		expect(counting.unwraps()).toBe(1);
		here.forget(tenant, dataKey);
		await here.sealSecret(tenant, dataKey, place, 'text');
		expect(counting.unwraps()).toBe(2);
	});

	it('are a thousand at most: the one that was not used for longest goes', async () => {
		const counting = counted(encryption);
		const here = fresh('here', counting);
		const made = await Promise.all(Array.from({ length: 1001 }, () => here.create(tenant)));
		const use = async (index: number): Promise<boolean> => {
			const before = counting.unwraps();
			const dataKey = made[index];
			if (dataKey !== undefined) await here.sealSecret(tenant, dataKey, place, 'text');
			return counting.unwraps() === before;
		};
		for (let index = 0; index < 1000; index++) await use(index);
		expect(await use(0)).toBe(true);
		// Number 1 is now the one that was not used for longest.
		expect(await use(1000)).toBe(false);
		expect([await use(0), await use(2), await use(999), await use(1000)]).toEqual([true, true, true, true]);
		expect(await use(1)).toBe(false);
	});
});
