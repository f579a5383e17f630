import { openSync, readSync, writeSync } from 'node:fs';
import type { Clock } from '@latchkey/core';
import { type ManualClock, manualClock } from '@latchkey/testing';
import { scratchFile } from './scratch-file.ts';

/** Where another process reads a clock; plain data. */
export interface ClockFace {
	readonly file: string;
	/** How far it is ahead of what is written there; milliseconds. */
	readonly aheadMs: number;
}

/** One that other processes can read too. */
export interface FacedClock extends Clock {
	readonly face: ClockFace;
}

/** A clock that stands still until it is told otherwise, in every process that reads it. */
export interface SharedClock extends ManualClock, FacedClock {
	/** One that is ahead of it, or behind, by so many milliseconds. */
	ahead(ms: number): FacedClock;
}

const BYTES = 8;

/** It goes with the running test. */
export function sharedClock(startsAt?: number): SharedClock {
	const file = scratchFile();
	const descriptor = openSync(file, 'w');
	const clock = manualClock(startsAt);
	function show(): void {
		const bytes = Buffer.alloc(BYTES);
		bytes.writeDoubleLE(clock.now());
		writeSync(descriptor, bytes, 0, BYTES, 0);
	}
	show();
	return {
		now: clock.now,
		advance(ms) {
			clock.advance(ms);
			show();
		},
		set(ms) {
			clock.set(ms);
			show();
		},
		face: { file, aheadMs: 0 },
		ahead: (aheadMs) => ({ now: () => clock.now() + aheadMs, face: { file, aheadMs } }),
	};
}

export function readClock({ file, aheadMs }: ClockFace): Clock {
	const descriptor = openSync(file, 'r');
	const bytes = Buffer.alloc(BYTES);
	return {
		now() {
			readSync(descriptor, bytes, 0, BYTES, 0);
			return bytes.readDoubleLE() + aheadMs;
		},
	};
}
