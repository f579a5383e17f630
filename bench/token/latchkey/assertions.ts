import { generateKeyPairSync, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto';
import type { Clock, RegisteredKey, Store } from '@latchkey/core';
import { ASSERTION_TYPE } from '@latchkey/core';
import type { OfferedRequest } from '../server/announce.ts';

/** Shorter than an assertion of a short life may be: by a clock of a tenth of the speed, an hour of measuring. */
const LIFE_SECONDS = 300;
const SLOWNESS = 10;

/** By which assertions live long enough to be measured, and everything else happens a little later. */
export function slowClock(): Clock {
	const startedAt = Date.now();
	return { now: () => startedAt + Math.floor((Date.now() - startedAt) / SLOWNESS) };
}

/**
 * A generator sends what it was given once, again and again: each use is kept under a name of its own, so that each
 * request costs what a new assertion costs, the write included.
 */
export function forgettingUses(store: Store): Store {
	const { usedAssertions } = store;
	return {
		...store,
		usedAssertions: {
			...usedAssertions,
			use: (tenant, assertion) =>
				usedAssertions.use(tenant, { ...assertion, digest: randomBytes(32).toString('base64url') }),
		},
	};
}

/** Of each application, by its Client ID, an assertion under a P-256 key that this registers. */
export async function assertionRequests(
	store: Store,
	clientIds: readonly string[],
	issuer: string,
	body: string,
): Promise<OfferedRequest[]> {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	for (const clientId of clientIds) await register(store, clientId, publicKey);
	return clientIds.map((clientId) => {
		const form = { client_assertion_type: ASSERTION_TYPE, client_assertion: assertionOf(clientId, issuer, privateKey) };
		return { header: ['accept', 'application/json'], body: `${body}&${new URLSearchParams(form).toString()}` };
	});
}

async function register({ applications }: Store, clientId: string, key: KeyObject): Promise<void> {
	const [, customerId = '', domainId = ''] = clientId.split('.');
	const tenant = { customerId, domainId };
	const application = await applications.find(tenant, clientId);
	if (application === undefined) return;
	const publicJwk = JSON.stringify(key.export({ format: 'jwk' }));
	const registered: RegisteredKey = {
		...{ keyId: 'pk_bench', kid: 'bench', thumbprint: 'bench', algorithms: ['ES256'], publicJwk },
		...{ createdAt: Date.now(), createdBy: 'bench' },
	};
	await applications.update(tenant, clientId, application.revision, { publicKeys: [registered] }, []);
}

function assertionOf(clientId: string, issuer: string, key: KeyObject): string {
	const exp = Math.floor(Date.now() / 1000) + LIFE_SECONDS;
	const claims = { iss: clientId, sub: clientId, aud: issuer, jti: randomUUID(), exp };
	const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
	const input = `${encode({ alg: 'ES256', kid: 'bench', typ: 'client-authentication+jwt' })}.${encode(claims)}`;
	return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
