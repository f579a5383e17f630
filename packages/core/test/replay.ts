import { expect } from 'vitest';
import type { DecidedEvent, KeyName } from '../src/events/event.ts';

/** What somebody knows of an application who has only ever seen its events. */
export interface Replayed {
	name: string;
	description: string;
	ownerId: string;
	privileges: readonly string[];
	publicKeys: readonly KeyName[];
	jwksUri: string | null;
	status: string;
	heldByManager: readonly string[];
	/** Until when each secret was said to work beside a newer one; null for the newest. */
	overlaps: Map<string, number | null>;
}

export function replay(known: Replayed, event: DecidedEvent): void {
	switch (event.type) {
		case 'client_application.added':
			Object.assign(known, event.data, { status: 'enabled' });
			break;
		case 'client_application.changed':
			expect(known).toMatchObject(event.data.before);
			Object.assign(known, event.data.after);
			break;
		case 'client_application.disabled':
			Object.assign(known, event.data, { status: 'disabled' });
			break;
		case 'client_application.enabled':
			Object.assign(known, event.data, { status: 'enabled' });
			break;
		case 'client_application.removed':
			known.status = 'removed';
			known.overlaps.clear();
			break;
		case 'client_secret.added':
			for (const { secretId, overlapEndsAt } of event.data.superseded) known.overlaps.set(secretId, overlapEndsAt);
			known.overlaps.set(event.data.secretId, null);
			break;
		case 'client_secret.revoked':
		case 'client_secret.expired':
		case 'client_secret.rotated':
			known.overlaps.delete(event.data.secretId);
			break;
		case 'client_secret.rotation_stalled':
			for (const [secretId, endsAt] of known.overlaps) {
				const { deadlineAt, extendedTo } = event.data;
				if (extendedTo !== null && endsAt === deadlineAt) known.overlaps.set(secretId, extendedTo);
			}
			break;
		case 'client_secret.rotation_cancelled':
			for (const secretId of event.data.reinstated) known.overlaps.set(secretId, null);
			if (event.data.secretId !== null) known.overlaps.delete(event.data.secretId);
			break;
		case 'client_application.idle':
		case 'client_application.tokens_revoked':
		case 'client_secret.adopted':
		case 'client_secret.expiring':
		case 'client_secret.leaked':
		case 'client_secret.rotation_offered':
		case 'client_secret.revealed':
		case 'policy.changed':
		case 'policy.removed':
			break;
	}
}
