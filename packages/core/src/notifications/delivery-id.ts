import { hash } from 'node:crypto';

const LENGTH = 24;

/** From the two alone, so that whoever makes a delivery a second time makes the same one. 144 bits of SHA-256. */
export function deliveryIdOf(endpointId: string, eventId: string): string {
	return `dlv_${hash('sha256', `${endpointId} ${eventId}`, 'base64url').slice(0, LENGTH)}`;
}
