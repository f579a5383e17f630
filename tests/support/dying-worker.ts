import type { LatchkeyEvent } from '@latchkey/core';
import { takingTurns } from '../simulation/turns.ts';
import { loopbackOutbound } from './loopback-outbound.ts';
import { openData, platformProcess } from './platform-process.ts';

/**
 * A worker in a process of its own: `dying-worker.ts <data> <redis or -> <dies in> <clock ahead, ms> <sweep every,
 * ms>`. It dies `never`, in a `relay`, in a step of the `life_cycle`, when what it has to `deliver` was answered for
 * and nobody has recorded it, or at a method of the store: `take:4` is when its second call of that is done, and nobody
 * has seen the answer.
 */
const [, , data = '', redisUrl, diesIn = '', aheadMs, sweepEveryMs] = process.argv;

/** As `kill -9` does, in the middle of the step. */
const die = (): never => {
	process.kill(process.pid, 'SIGKILL');
	throw new Error('it is dead');
};

/** Resolves when it is on its way whatever happens to this process. */
const tell = (message: { working: true } | { event: LatchkeyEvent }): Promise<void> =>
	new Promise((resolve, reject) => {
		process.send?.(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
	});

const opened = await openData(data);
const [deadly, moment] = diesIn.split(':');
let moments = 0;
const store = takingTurns(opened, async (method) => {
	if (method !== deadly) return;
	moments += 1;
	if (moments === Number(moment)) die();
});
const { applications } = store;
const outbound = loopbackOutbound();
const { close } = await platformProcess({
	data,
	redisUrl: redisUrl === '-' ? undefined : redisUrl,
	works: true,
	sweepEveryMs: Number(sweepEveryMs),
	clock: { now: () => Date.now() + Number(aheadMs) },
	outbound: diesIn === 'deliver' ? { ...outbound, send: (request) => outbound.send(request).then(die) } : outbound,
	store: diesIn === 'life_cycle' ? { ...store, applications: { ...applications, update: async () => die() } } : store,
	async onEvent(event) {
		if (diesIn === 'relay') die();
		await tell({ event });
	},
});
process.once('message', async () => {
	await close();
	process.disconnect();
});
await tell({ working: true });
