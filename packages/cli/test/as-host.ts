import { type Actor, createLatchkey, type Latchkey, type Tenant } from '@latchkey/core';
import { keyFileEncryption, nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import type { Operated } from './operated.ts';

/** What only a host does, done as one does it, by an administrator of the domain. */
export async function asHost<T>(
	{ file, keys, clock }: Operated,
	{ customerId, domainId }: Tenant,
	work: (latchkey: Latchkey, admin: Actor) => Promise<T>,
): Promise<T> {
	const store = await sqliteStore({ file });
	const latchkey = createLatchkey({
		...nodeRuntime(),
		clock,
		store,
		keyEncryption: keyFileEncryption(keys),
		privileges: [],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
	});
	const grant = { manage: true, reveal: true, grantable: [] };
	try {
		return await work(latchkey, { userId: 'admin', customerId, domains: { [domainId]: grant } });
	} finally {
		await store.close();
	}
}

/** A certificate of an application; resolves to its id. */
export function withCertificate(at: Operated, tenant: Tenant, clientId: string): Promise<string> {
	return asHost(at, tenant, async ({ certificates }, admin) => {
		const asked = { format: 'pem', keyType: 'p-256' } as const;
		return (await certificates.issue(admin, tenant.domainId, clientId, asked)).certificateId;
	});
}
