import type { Actor } from '../actors/actor.ts';
import type { EventActor } from './event.ts';

/** Whoever runs the platform. */
export const HOST: EventActor = { kind: 'host' };
/** Time, and what Latchkey does of itself. */
export const SYSTEM: EventActor = { kind: 'system' };

export function userActor(actor: Actor): EventActor {
	return { kind: 'user', userId: actor.userId, address: actor.address ?? null };
}
