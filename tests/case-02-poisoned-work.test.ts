import { it } from 'vitest';
import { atTheSameTime } from './support/at-the-same-time.ts';
import { aloneOnSqlite, sqliteWithRedis } from './support/places.ts';
import { advancesInTheEnd, DEATHS, relaysInTheEnd } from './support/poisoned-work.ts';

it(`case 2: an event, and a step of the life cycle, whose worker is killed ${DEATHS} times are done`, async () => {
	await atTheSameTime({
		'an event, each process by itself': async () => relaysInTheEnd(aloneOnSqlite()),
		'an event, with Redis': async () => relaysInTheEnd(await sqliteWithRedis()),
		'a step of the life cycle, each process by itself': async () => advancesInTheEnd(aloneOnSqlite()),
		'a step of the life cycle, with Redis': async () => advancesInTheEnd(await sqliteWithRedis()),
	});
});
