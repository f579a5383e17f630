import { MINUTE_MS } from '../durations.ts';
import type { Clock, GaugeCallback, Logger, Meter } from '../ports.ts';
import type { Store } from '../store.ts';

type WaitingWork = Pick<Store, 'outbox' | 'dueWork'>;

/** Events are relayed once a second: where one waits for longer, nobody relays. Milliseconds. */
export const EVENTS_LATE_MS = MINUTE_MS;
/** Due work is looked for every few seconds, and there may be much of it. Milliseconds. */
export const WORK_LATE_MS = 5 * MINUTE_MS;

/** How long the oldest event has waited to be relayed, in milliseconds; 0 where none waits. */
async function eventsWaitMs({ outbox }: WaitingWork, now: number): Promise<number> {
	const [oldest] = await outbox.pending(1);
	const [event] = oldest?.events ?? [];
	return event === undefined ? 0 : Math.max(0, now - event.occurredAt);
}

/** How long something has been due, in milliseconds; 0 where nothing is. */
async function workLateMs({ dueWork }: WaitingWork, now: number): Promise<number> {
	const nextAt = await dueWork.nextAt();
	return nextAt === null ? 0 : Math.max(0, now - nextAt);
}

/** Says once, each time that it begins, that events wait or due work is left lying; and that it is over. */
export function workWatch(work: WaitingWork, clock: Clock, logger: Logger): () => Promise<void> {
	let late = false;
	return async () => {
		const now = clock.now();
		const waitMs = await eventsWaitMs(work, now);
		const lateMs = await workLateMs(work, now);
		const isLate = waitMs > EVENTS_LATE_MS || lateMs > WORK_LATE_MS;
		if (isLate && !late) {
			logger.error(
				{ eventsWaitMs: waitMs, workLateMs: lateMs },
				'events wait and no time passes: is a worker running, here or elsewhere? Where one is, its log says what fails',
			);
		}
		if (late && !isLate) logger.info({}, 'events are relayed and time passes again');
		late = isLate;
	};
}

/** Gauges of what waits in the store, read when somebody collects. Every process tells the same. */
export interface WorkGauges {
	start(): void;
	stop(): void;
}

export function workGauges(meter: Meter | undefined, work: WaitingWork, clock: Clock): WorkGauges {
	if (meter === undefined) return { start: () => undefined, stop: () => undefined };
	const gauge = (name: string, description: string, read: typeof eventsWaitMs) => {
		const callback: GaugeCallback = async (result) => result.observe((await read(work, clock.now())) / 1000);
		return { instrument: meter.createObservableGauge(name, { description, unit: 's' }), callback };
	};
	const gauges = [
		gauge('latchkey.events.wait', 'How long the oldest event has waited to be relayed', eventsWaitMs),
		gauge('latchkey.work.late', 'How long the oldest due work has been left lying', workLateMs),
	];
	return {
		start() {
			for (const { instrument, callback } of gauges) instrument.addCallback(callback);
		},
		stop() {
			for (const { instrument, callback } of gauges) instrument.removeCallback(callback);
		},
	};
}
