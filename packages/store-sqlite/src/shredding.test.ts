import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { ClientSecret } from '@latchkey/core';
import { buildApplication, buildAuthority, buildHostKey, buildPolicy, buildSecret } from '@latchkey/testing';
import { expect, it } from 'vitest';
import { filesWith, scratchFile } from '../test/scratch-file.ts';
import { sqliteStore } from './store.ts';

const TENANT = { customerId: 'acme', domainId: 'emm' };
const SHORT = 'sealed-and-short';

it.each([
	{ size: 'fits into its page', sealed: SHORT },
	{ size: 'overflows to other pages', sealed: `sealed-and-long-${'0123456789'.repeat(2000)}` },
])('leaves no byte of a shredded secret that $size in any file', async ({ sealed }) => {
	const file = scratchFile();
	const store = await sqliteStore({ file });
	// Neighbours, so that the page lives on.
	for (let count = 0; count < 20; count++) await store.applications.insert(buildApplication(TENANT), []);
	const application = buildApplication(TENANT, { secrets: [buildSecret({ sealed })] });
	await store.applications.insert(application, []);
	expect(filesWith(file, sealed.slice(0, 16)), 'it was there').not.toStrictEqual([]);
	await store.applications.update(TENANT, application.clientId, 1, { name: 'Moved about' }, []);
	await store.applications.update(TENANT, application.clientId, 2, { secrets: [] }, []);
	expect(filesWith(file, sealed.slice(0, 16))).toStrictEqual([]);
	expect(filesWith(file, '0123456789'.repeat(3))).toStrictEqual([]);
	await store.close();
	expect(filesWith(file, sealed.slice(0, 16))).toStrictEqual([]);
});

it('leaves the log alone where no secret goes, and takes all of it away when one does', async () => {
	const file = scratchFile();
	const store = await sqliteStore({ file });
	const [kept, gone] = [buildSecret({ digest: 'digest-of-the-kept' }), buildSecret({ sealed: SHORT })];
	const application = buildApplication(TENANT, { secrets: [kept, gone] });
	const update = (revision: number, secrets: ClientSecret[]) =>
		store.applications.update(TENANT, application.clientId, revision, { secrets }, []);
	const logged = (): number => statSync(`${file}-wal`).size;
	await store.applications.insert(application, []);
	await update(1, [kept, { ...gone, expiryNoticeMs: 1000 }]);
	await update(2, [kept, { ...gone, expiryNoticeMs: 10 }, buildSecret()]);
	expect(logged(), 'nothing goes').toBeGreaterThan(0);
	// Without what reveals it, it still works.
	await update(3, [kept, { ...gone, sealed: null }]);
	expect(logged()).toBe(0);
	expect(filesWith(file, SHORT)).toStrictEqual([]);
	await update(4, [{ ...gone, sealed: null }]);
	expect(filesWith(file, kept.digest)).toStrictEqual([]);
	await store.close();
});

it('leaves no byte of a destroyed data key, nor of a wrapping that was replaced', async () => {
	const file = scratchFile();
	const store = await sqliteStore({ file });
	const wrapped = { keyEncryptionKeyId: 'kek-1', ciphertext: 'wrapped-and-replaced' };
	const key = buildHostKey({ wrapped });
	await store.hostKeys.insert(key);
	await store.policies.insert(buildPolicy(TENANT, { dataKey: { dataKeyId: 'dk_1', wrapped } }));
	await store.certificateAuthorities.insert(buildAuthority('acme', { wrapped }));
	await store.certificateAuthorities.insert(buildAuthority('globex', { wrapped }));
	expect(filesWith(file, wrapped.ciphertext), 'it was there').not.toStrictEqual([]);
	await store.policies.update(TENANT, 1, { dataKey: null }, []);
	await store.hostKeys.rewrap(key.keyId, wrapped, { keyEncryptionKeyId: 'kek-2', ciphertext: 'next' });
	await store.certificateAuthorities.remove('acme');
	const next = { keyEncryptionKeyId: 'kek-2', ciphertext: 'next' };
	await store.certificateAuthorities.rewrap({ customerId: 'globex', generation: 1 }, wrapped, next);
	expect(filesWith(file, wrapped.ciphertext)).toStrictEqual([]);
	await store.close();
});

it('shreds in spite of another connection that is open', async () => {
	const file = scratchFile();
	const store = await sqliteStore({ file });
	const other = await sqliteStore({ file });
	const application = buildApplication(TENANT, { secrets: [buildSecret({ sealed: SHORT })] });
	await store.applications.insert(application, []);
	expect(await other.applications.find(TENANT, application.clientId)).toStrictEqual(application);
	await store.applications.update(TENANT, application.clientId, 1, { secrets: [] }, []);
	expect(filesWith(file, SHORT)).toStrictEqual([]);
	await other.close();
	await store.close();
});

it('shreds with a later write where somebody was reading the log', async () => {
	const file = scratchFile();
	const store = await sqliteStore({ file });
	const application = buildApplication(TENANT, { secrets: [buildSecret({ sealed: SHORT })] });
	await store.applications.insert(application, []);
	const reader = new DatabaseSync(file);
	reader.exec('BEGIN; SELECT * FROM applications');
	const shredding = { secrets: [], updatedAt: application.updatedAt + 1 };
	expect(await store.applications.update(TENANT, application.clientId, 1, shredding, [])).toBe('done');
	expect(filesWith(file, SHORT), 'the reader may still want it').not.toStrictEqual([]);
	await store.hostKeys.insert(buildHostKey());
	expect(filesWith(file, SHORT)).not.toStrictEqual([]);
	reader.exec('COMMIT');
	await store.hostKeys.insert(buildHostKey());
	expect(filesWith(file, SHORT)).toStrictEqual([]);
	reader.close();
	await store.close();
});
