import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addKey, createKeyFile, makeKeyCurrent, readKeyFile, removeKey } from './key-file.ts';
import { keyFileEncryption } from './key-file-encryption.ts';

const secret = Buffer.alloc(32, 9);

function scratchPath(): string {
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-keys-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return join(folder, 'inner', 'keys.json');
}

function made(): string {
	const path = scratchPath();
	createKeyFile(path);
	return path;
}

describe('a key file', () => {
	it('is made once, for its owner alone, and leaves nothing beside it', () => {
		const path = scratchPath();
		expect([createKeyFile(path), createKeyFile(path)]).toEqual([true, false]);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(readdirSync(join(path, '..'))).toEqual(['keys.json']);
		expect(readKeyFile(path)).toMatchObject({ currentKeyId: 'k1', keys: { k1: { length: 32 } } });
	});

	it('takes keys in and gives them up, but never the one that wraps', () => {
		const path = made();
		const { k1 } = readKeyFile(path).keys;
		addKey(path, 'k2');
		expect(readKeyFile(path)).toMatchObject({ currentKeyId: 'k1', keys: { k1, k2: { length: 32 } } });
		expect(readKeyFile(path).keys['k2']).not.toEqual(k1);
		expect(() => removeKey(path, 'k1')).toThrow('the current key');
		makeKeyCurrent(path, 'k2');
		removeKey(path, 'k1');
		expect(Object.keys(readKeyFile(path).keys)).toEqual(['k2']);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(readdirSync(join(path, '..'))).toEqual(['keys.json']);
	});

	it('is left as it is by a change that makes no sense', () => {
		const path = made();
		const before = readFileSync(path, 'utf8');
		expect(() => addKey(path, 'k1')).toThrow('already');
		expect(() => addKey(path, 'a/b')).toThrow('letters');
		expect(() => makeKeyCurrent(path, '__proto__')).toThrow('no key');
		expect(() => removeKey(path, 'k9')).toThrow('no key');
		expect(readFileSync(path, 'utf8')).toBe(before);
		expect(existsSync(`${path}.lock`)).toBe(false);
	});

	it('is changed by one program at a time, so that no key is lost', () => {
		const path = made();
		writeFileSync(`${path}.lock`, '');
		expect(() => addKey(path, 'k2')).toThrow(`remove ${path}.lock`);
	});

	it("is no folder, which is not to be made its owner's alone", () => {
		const path = made();
		expect(() => readKeyFile(join(path, '..'))).toThrow('is a folder');
	});

	it('that others can read is not read', () => {
		const path = made();
		chmodSync(path, 0o640);
		expect(() => readKeyFile(path)).toThrow(`chmod 600 ${path}`);
	});

	it.each([
		'',
		'{',
		'null',
		'{"currentKeyId":"k1","keys":{}}',
		'{"currentKeyId":"k1","keys":{"k1":7}}',
		'c2VjcmV0IQ==',
	])('that holds %s is refused, without a word of what is in it', (content) => {
		const path = made();
		writeFileSync(path, content);
		expect(() => readKeyFile(path)).toThrow(/is no key file/);
		expect(() => readKeyFile(path)).not.toThrow(/c2VjcmV0/);
	});
});

describe('keyFileEncryption', () => {
	it('finds a key that was added while it runs, on either side', async () => {
		const path = made();
		const host = keyFileEncryption(path);
		const before = await host.wrap(secret, 'context');
		addKey(path, 'k2');
		makeKeyCurrent(path, 'k2');
		const byOther = await keyFileEncryption(path).wrap(secret, 'context');
		expect(byOther.keyEncryptionKeyId).toBe('k2');
		expect(host.currentKeyId).toBe('k1');
		expect(Buffer.from(await host.unwrap(byOther, 'context'))).toEqual(secret);
		expect((await host.wrap(secret, 'context')).keyEncryptionKeyId).toBe('k2');
		expect(Buffer.from(await host.unwrap(before, 'context'))).toEqual(secret);
	});

	it('wraps by the new key, though nothing wrapped by it has come along yet', async () => {
		const path = made();
		const host = keyFileEncryption(path);
		addKey(path, 'k2');
		makeKeyCurrent(path, 'k2');
		expect((await host.wrap(secret, 'context')).keyEncryptionKeyId).toBe('k2');
	});

	it('goes on by the keys in hand where the file is gone or spoilt', async () => {
		const path = made();
		const host = keyFileEncryption(path);
		for (const spoil of [() => writeFileSync(path, '{'), () => rmSync(path)]) {
			spoil();
			const wrapped = await host.wrap(secret, 'context');
			expect(Buffer.from(await host.unwrap(wrapped, 'context'))).toEqual(secret);
			await expect(host.unwrap({ ...wrapped, keyEncryptionKeyId: 'k2' }, 'context')).rejects.toThrow('no key');
		}
		expect(() => keyFileEncryption(path)).toThrow('ENOENT');
	});
});
