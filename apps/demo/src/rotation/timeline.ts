import type { Clock } from '@latchkey/core';

/** Says what happens, each with how long after the beginning it did. */
export type Tell = (what: string, inWords: string) => void;

export function timeline(clock: Clock, write: (line: string) => void): Tell {
	const startedAt = clock.now();
	return (what, inWords) => {
		write(`${duration(clock.now() - startedAt).padStart(6)}  ${what.padEnd(8)}  ${inWords}`);
	};
}

/** As `16:05`, in minutes and seconds. */
export function duration(ms: number): string {
	const seconds = Math.round(ms / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
