import { openData, platformProcess } from './platform-process.ts';

/** A worker in a process of its own: `dying-worker.ts <data> <redis or -> <never | relay | life_cycle> <clock ahead, ms>`. */
const [, , data = '', redisUrl, diesIn, aheadMs] = process.argv;

/** As `kill -9` does, in the middle of the step. */
const die = (): never => {
	process.kill(process.pid, 'SIGKILL');
	throw new Error('it is dead');
};

const store = await openData(data);
const { applications } = store;
const { close } = await platformProcess({
	data,
	redisUrl: redisUrl === '-' ? undefined : redisUrl,
	works: true,
	sweepEveryMs: 2000,
	clock: { now: () => Date.now() + Number(aheadMs) },
	store: diesIn === 'life_cycle' ? { ...store, applications: { ...applications, update: async () => die() } } : store,
	onEvent(event) {
		if (diesIn === 'relay') die();
		process.send?.({ event });
	},
});
process.once('message', async () => {
	await close();
	process.disconnect();
});
process.send?.({ working: true });
