import type { Scheduler } from '../ports.ts';
import { type LanesParts, lanes, RENEW_MS } from './lanes.ts';
import { paceMemory } from './pace.ts';
import { room } from './room.ts';

/** Sends what is due, to as many endpoints at a time as there is room for. */
export interface Deliverer {
	/**
	 * Takes on endpoints that are due; called while others are under way, takes on more, and returns the same promise.
	 * Resolves when nothing is under way any more. The signal ends all: what is being sent has a few seconds left, and
	 * what is held is given back.
	 */
	run(signal?: AbortSignal): Promise<void>;
}

type Shared = 'paces' | 'slowLanes' | 'burst';

export interface DelivererParts extends Omit<LanesParts, Shared | 'signal' | 'ending' | 'onEnded'> {
	readonly scheduler: Scheduler;
}

const CLAIM_BATCH = 64;
const LANES = 512;
/** Of these, so many at most for endpoints that make us wait. */
const SLOW_LANES = 256;
const BURST = 512;
/**
 * What was sent and not answered is sent again by somebody else: worth waiting for, within the time that a host has to
 * end.
 */
const GRACE_MS = 3000;

export function deliverer(parts: DelivererParts): Deliverer {
	const shared = { paces: paceMemory(), slowLanes: room(SLOW_LANES), burst: room(BURST) };
	let current: Session | undefined;

	function begin(): Session {
		const session = sessionOf({ ...parts, ...shared }, () => {
			current = undefined;
		});
		current = session;
		return session;
	}

	return {
		run(signal) {
			if (signal?.aborted === true) return Promise.resolve();
			const { join, idle } = current ?? begin();
			join(signal);
			return idle;
		},
	};
}

/** From the first lane to the end of the last. */
interface Session {
	readonly idle: Promise<void>;
	/** Asks for more, and lets the signal end it. */
	join(signal: AbortSignal | undefined): void;
}

function sessionOf(parts: DelivererParts & Pick<LanesParts, Shared>, onIdle: () => void): Session {
	const { scheduler } = parts;
	const cutting = new AbortController();
	const stops = [scheduler.every(RENEW_MS, () => running.renew())];
	const signals = new Set<AbortSignal>();
	let asked = false;
	let ending = false;
	let changed = (): void => undefined;

	function ask(): void {
		asked = true;
		changed();
	}

	const running = lanes({
		...parts,
		signal: cutting.signal,
		ending: () => ending,
		// It may have been woken while it was given back, and there may be others that found no room.
		onEnded: ask,
	});
	const hasRoom = (): boolean => running.size <= LANES - CLAIM_BATCH;

	async function takeOn(): Promise<void> {
		let begun: number;
		do {
			begun = await running.begin(CLAIM_BATCH);
		} while (begun > 0 && hasRoom() && !ending);
	}

	async function untilIdle(): Promise<void> {
		let failure: unknown;
		for (;;) {
			if (asked && hasRoom() && !ending) {
				asked = false;
				failure = await takeOn().then(
					() => undefined,
					(error: unknown) => error,
				);
			} else if (running.size > 0) {
				await new Promise<void>((resolve) => {
					changed = resolve;
				});
			} else {
				break;
			}
		}
		for (const stop of stops) void stop();
		for (const signal of signals) signal.removeEventListener('abort', end);
		// In the same breath as the last look: who asks from here on begins anew.
		onIdle();
		if (failure !== undefined) throw failure;
	}

	function end(): void {
		if (ending) return;
		ending = true;
		changed();
		stops.push(scheduler.every(GRACE_MS, async () => cutting.abort()));
	}

	return {
		join(signal) {
			ask();
			if (signal === undefined || signals.has(signal)) return;
			signals.add(signal);
			signal.addEventListener('abort', end);
		},
		idle: Promise.resolve().then(untilIdle),
	};
}
