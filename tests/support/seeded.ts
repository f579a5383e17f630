/** Chance that a failing run can be repeated with. */
export interface Seeded {
	/** An integer from 0 to `bound` - 1. */
	below(bound: number): number;
	pick<T>(choices: readonly T[]): T;
}

/** mulberry32: small, and good enough to choose what a test does next. */
export function seeded(seed: number): Seeded {
	let state = seed >>> 0;
	function below(bound: number): number {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
	}
	return {
		below,
		pick(choices) {
			const chosen = choices[below(choices.length)];
			if (chosen === undefined) throw new RangeError('there is nothing to pick from');
			return chosen;
		},
	};
}
