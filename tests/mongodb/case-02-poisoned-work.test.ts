import { it } from 'vitest';
import { atTheSameTime } from '../support/at-the-same-time.ts';
import { mongoWithRedis } from '../support/mongo-place.ts';
import {
	advancesInTheEnd,
	DEATHS,
	DEATHS_OF_SENDERS,
	deliversInTheEnd,
	relaysInTheEnd,
} from '../support/poisoned-work.ts';

it(`case 2: an event, and a step of the life cycle, whose worker is killed ${DEATHS} times are done`, async () => {
	await atTheSameTime({
		'an event': async () => relaysInTheEnd(await mongoWithRedis()),
		'a step of the life cycle': async () => advancesInTheEnd(await mongoWithRedis()),
	});
});

it(`case 2: a delivery whose worker is killed ${DEATHS_OF_SENDERS} times while it sends it is delivered`, async () => {
	await deliversInTheEnd(await mongoWithRedis());
});
