import type { Actor } from '../actors/actor.ts';
import type { EventActor } from './event.ts';

export function userActor(actor: Actor): EventActor {
	return { kind: 'user', userId: actor.userId, address: actor.address ?? null };
}
