import { describe, expect, it } from 'vitest';
import { hostKeyContext } from './host-key-context.ts';
import { localKeyEncryption } from './local-key-encryption.ts';

const one = Buffer.alloc(32, 1);
const two = Buffer.alloc(32, 2);
const secret = Buffer.alloc(32, 9);

describe('localKeyEncryption', () => {
	it('unwraps what it wrapped, and says by which key', async () => {
		const encryption = localKeyEncryption({ currentKeyId: 'one', keys: { one } });
		const wrapped = await encryption.wrap(secret, 'context');
		expect(wrapped.keyEncryptionKeyId).toBe('one');
		expect(Buffer.from(await encryption.unwrap(wrapped, 'context'))).toEqual(secret);
		expect(await encryption.wrap(secret, 'context')).not.toEqual(wrapped);
	});

	it('goes on unwrapping by an earlier key after the current one was changed', async () => {
		const wrapped = await localKeyEncryption({ currentKeyId: 'one', keys: { one } }).wrap(secret, 'context');
		const rotated = localKeyEncryption({ currentKeyId: 'two', keys: { one, two } });
		expect(Buffer.from(await rotated.unwrap(wrapped, 'context'))).toEqual(secret);
		expect((await rotated.wrap(secret, 'context')).keyEncryptionKeyId).toBe('two');
	});

	it('case 21: a wrapped key put in the place of another stays shut', async () => {
		const encryption = localKeyEncryption({ currentKeyId: 'one', keys: { one, two } });
		const context = hostKeyContext('secret-digest-1', 'secret_digest');
		const wrapped = await encryption.wrap(secret, context);
		const others = [
			hostKeyContext('secret-digest-1', 'token_signing'),
			hostKeyContext('secret-digest-2', 'secret_digest'),
			'',
		];
		for (const other of others) await expect(encryption.unwrap(wrapped, other)).rejects.toThrow();
		await expect(encryption.unwrap({ ...wrapped, keyEncryptionKeyId: 'two' }, context)).rejects.toThrow();
		const sameKeyByAnotherName = localKeyEncryption({ currentKeyId: 'uno', keys: { uno: one } });
		await expect(sameKeyByAnotherName.unwrap({ ...wrapped, keyEncryptionKeyId: 'uno' }, context)).rejects.toThrow();
	});

	it.each(['three', '__proto__', 'constructor', ''])('has no key "%s" unless it was given one', async (keyId) => {
		const encryption = localKeyEncryption({ currentKeyId: 'one', keys: { one } });
		const wrapped = { ...(await encryption.wrap(secret, 'context')), keyEncryptionKeyId: keyId };
		await expect(encryption.unwrap(wrapped, 'context')).rejects.toThrow(`there is no key-encryption key "${keyId}"`);
	});

	it('does not begin with a key that is missing, or of a wrong length', () => {
		expect(() => localKeyEncryption({ currentKeyId: 'one', keys: {} })).toThrow('"one"');
		for (const length of [0, 16, 31, 33, 64]) {
			const keys = { one, old: Buffer.alloc(length) };
			expect(() => localKeyEncryption({ currentKeyId: 'one', keys })).toThrow(`not ${length}`);
		}
	});
});
