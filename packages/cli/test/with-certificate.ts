import { createLatchkey } from '@latchkey/core';
import { keyFileEncryption, nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import type { Operated } from './operated.ts';

/** A certificate of an application, made as a host makes one; resolves to its id. */
export async function withCertificate(
	{ file, keys, clock }: Operated,
	tenant: { readonly customerId: string; readonly domainId: string },
	clientId: string,
): Promise<string> {
	const store = await sqliteStore({ file });
	const { certificates } = createLatchkey({
		...nodeRuntime(),
		clock,
		store,
		keyEncryption: keyFileEncryption(keys),
		privileges: [],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
	});
	const { customerId, domainId } = tenant;
	const grant = { manage: true, reveal: true, grantable: [] };
	const admin = { userId: 'admin', customerId, domains: { [domainId]: grant } };
	const { certificateId } = await certificates.issue(admin, domainId, clientId, { format: 'pem', keyType: 'p-256' });
	await store.close();
	return certificateId;
}
