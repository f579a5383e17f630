import { inject } from 'vitest';
import { isMongo } from './place.ts';
import { soaking } from './soak.ts';

/** All of it where nothing leaves the process, and when soaking; a part where every step goes through servers. */
export function byCost<Choice>(all: Choice, part: Choice): Choice {
	const embedded = !isMongo() && inject('queueKind') === undefined;
	return soaking || embedded ? all : part;
}
