import { it } from 'vitest';
import { atTheSameTime } from './support/at-the-same-time.ts';
import { aloneOnSqlite, sqliteWithRedis } from './support/places.ts';
import {
	advancesInTheEnd,
	DEATHS,
	DEATHS_OF_SENDERS,
	deliversInTheEnd,
	relaysInTheEnd,
} from './support/poisoned-work.ts';

it(`case 2: an event, and a step of the life cycle, whose worker is killed ${DEATHS} times are done`, async () => {
	await atTheSameTime({
		'an event, each process by itself': async () => relaysInTheEnd(aloneOnSqlite()),
		'an event, with Redis': async () => relaysInTheEnd(await sqliteWithRedis()),
		'a step of the life cycle, each process by itself': async () => advancesInTheEnd(aloneOnSqlite()),
		'a step of the life cycle, with Redis': async () => advancesInTheEnd(await sqliteWithRedis()),
	});
});

it(`case 2: a delivery whose worker is killed ${DEATHS_OF_SENDERS} times while it sends it is delivered`, async () => {
	await atTheSameTime({
		'each process by itself': async () => deliversInTheEnd(aloneOnSqlite()),
		'with Redis': async () => deliversInTheEnd(await sqliteWithRedis()),
	});
});
