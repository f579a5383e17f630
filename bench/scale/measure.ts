import { type Spread, spread } from '../shared/statistics.ts';
import { OPERATION_NAMES, type OperationName, type Operations } from './operations.ts';

export interface Sized {
	readonly size: number;
	readonly operations: Operations;
}

/** Microseconds for one, by size and operation; and to the first size, round by round. */
export interface Cost {
	readonly size: number;
	readonly operation: OperationName;
	readonly microseconds: Spread;
	readonly ratio: Spread;
}

const REPETITIONS: Readonly<Record<OperationName, number>> = { list: 200, token: 1000, claim: 60 };

/** Every size does every operation once in each round, so that what else the machine does falls on all alike. */
export async function measure(
	all: readonly Sized[],
	rounds: number,
	share: number,
	progress: (line: string) => void,
): Promise<readonly Cost[]> {
	const taken = new Map<string, number[]>();
	for (let round = -1; round < rounds; round++) {
		for (const operation of OPERATION_NAMES) {
			for (const { size, operations } of round % 2 === 0 ? all : all.toReversed()) {
				const count = Math.max(1, Math.round(REPETITIONS[operation] * share));
				const startedAt = performance.now();
				for (let done = 0; done < count; done++) await operations[operation]();
				const microseconds = ((performance.now() - startedAt) * 1000) / count;
				// The first round only warms up.
				if (round < 0) continue;
				const key = `${operation} ${size}`;
				taken.set(key, [...(taken.get(key) ?? []), microseconds]);
			}
		}
		progress(`round ${round + 1} of ${rounds}`);
	}
	const [first] = all;
	return OPERATION_NAMES.flatMap((operation) =>
		all.map(({ size }): Cost => {
			const own = taken.get(`${operation} ${size}`) ?? [];
			const base = taken.get(`${operation} ${first?.size}`) ?? [];
			const ratios = own.map((value, round) => value / (base[round] ?? Number.NaN));
			return { size, operation, microseconds: spread(own), ratio: spread(ratios) };
		}),
	);
}
