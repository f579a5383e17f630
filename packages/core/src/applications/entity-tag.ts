import { hash } from 'node:crypto';
import type { ClientApplication } from './client-application.ts';

/**
 * A strong validator (RFC 9110 §8.8) of what an administrator can edit, and of nothing else: background work never
 * makes an edit fail.
 */
export function applicationTag(application: ClientApplication): string {
	const { clientId, name, description, ownerId, privileges, status, allowedAddresses, tokenLifetimeSeconds } =
		application;
	const keys = application.publicKeys.map(({ kid, publicJwk, algorithms }) => [kid, publicJwk, algorithms]);
	const edited = [clientId, name, description, ownerId, privileges, status, allowedAddresses, tokenLifetimeSeconds];
	return entityTag([...edited, keys, application.keySet?.uri ?? null, application.lifecycle.heldByManager]);
}

export function entityTag(parts: readonly unknown[]): string {
	return `"${hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22)}"`;
}

/** An `If-Match` (RFC 9110 §13.1.1): undefined where none was sent. */
export type Precondition = readonly string[] | '*' | undefined;

export function meetsPrecondition(precondition: Precondition, tag: string): boolean {
	return precondition === undefined || precondition === '*' || precondition.includes(tag);
}
