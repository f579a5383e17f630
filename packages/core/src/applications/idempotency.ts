import { createHmac, hkdfSync, type KeyObject } from 'node:crypto';
import type { Actor } from '../actors/actor.ts';
import { parseInput } from '../input.ts';
import type { Random } from '../ports.ts';
import { generateSecretId } from '../secrets/mint.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { generateClientId } from './client-id.ts';
import { idempotencyKeySchema } from './fields.ts';

export interface IdentifiedRequest {
	readonly clientId: string;
	/** Of the secret that the add makes: the only one that a repetition may show. */
	readonly secretId: string;
	/** Two requests with one key must also say the same. */
	readonly digest: string;
}

/** Far more than an id draws. */
const DERIVED_BYTES = 256;

/**
 * The ids of application and secret follow from the Idempotency-Key, so that two requests of one actor with one key can
 * only ever add one application, in whatever processes they run, with no record beside it.
 */
export function identifyRequest(
	hostKey: KeyObject,
	clientIdPrefix: string,
	request: { readonly tenant: Tenant; readonly actor: Actor; readonly idempotencyKey: string; readonly fields: object },
): IdentifiedRequest {
	const { tenant, actor, fields } = request;
	const key = parseInput(idempotencyKeySchema, request.idempotencyKey);
	const mac = (parts: readonly unknown[]): Buffer =>
		createHmac('sha256', hostKey).update(JSON.stringify(parts)).digest();
	const seed = mac(['idempotency-key', tenant.customerId, tenant.domainId, actor.userId, key]);
	return {
		clientId: generateClientId(derivedBytes(hostKey, seed, 'client-id'), clientIdPrefix, tenant),
		secretId: generateSecretId(derivedBytes(hostKey, seed, 'secret-id')),
		digest: mac(['request', fields]).toString('base64url'),
	};
}

function derivedBytes(hostKey: KeyObject, seed: Buffer, purpose: string): Random {
	const stream = new Uint8Array(hkdfSync('sha256', hostKey, seed, purpose, DERIVED_BYTES));
	let offset = 0;
	return {
		bytes(length) {
			const start = offset;
			offset += length;
			if (offset > stream.length) throw new RangeError('no derived bytes are left');
			return stream.subarray(start, offset);
		},
	};
}
