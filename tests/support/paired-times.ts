import type { Seeded } from './seeded.ts';

/** Differences of two things that were timed beside each other, again and again: the second's time less the first's. */
export interface PairedTimes {
	/** Microseconds. */
	readonly medianUs: number;
	/** Where the median lies with a confidence of 99.99 %, in microseconds. */
	readonly lowUs: number;
	readonly highUs: number;
	/** Of the sign test: how many standard deviations off an even split. */
	readonly z: number;
}

type Doing = () => Promise<unknown>;

/**
 * Makes what is timed next, outside of the time: always new, since where one text happens to lie in memory can be
 * measured.
 */
type Make = () => Doing;

/** Of a normal distribution, two-sided: 99.99 %. */
const CONFIDENCE_Z = 3.89;
const US_PER_MS = 1000;

/**
 * Runs both as many times, in an order that chance decides for each pair, so that neither has always the warmer cache.
 * Medians and signs say what means cannot, where some runs take a hundred times as long as the others.
 */
export async function pairedTimes(pairs: number, chance: Seeded, first: Make, second: Make): Promise<PairedTimes> {
	const differences = new Float64Array(pairs);
	for (let pair = 0; pair < pairs; pair += 1) {
		const [one, other] = [first(), second()];
		const firstComesFirst = chance.below(2) === 0;
		const earlier = await timeOf(firstComesFirst ? one : other);
		const later = await timeOf(firstComesFirst ? other : one);
		differences[pair] = firstComesFirst ? later - earlier : earlier - later;
	}
	return summary(differences.sort());
}

async function timeOf(doing: Doing): Promise<number> {
	const start = performance.now();
	await doing();
	return (performance.now() - start) * US_PER_MS;
}

/**
 * The interval is between two order statistics, which the binomial distribution names whatever times are distributed
 * like.
 */
function summary(sorted: Float64Array): PairedTimes {
	const count = sorted.length;
	const at = (index: number): number => sorted[Math.min(count - 1, Math.max(0, index))] ?? Number.NaN;
	const half = (CONFIDENCE_Z * Math.sqrt(count)) / 2;
	const positive = sorted.filter((difference) => difference > 0).length;
	const negative = sorted.filter((difference) => difference < 0).length;
	return {
		medianUs: at(Math.floor(count / 2)),
		lowUs: at(Math.floor(count / 2 - half)),
		highUs: at(Math.ceil(count / 2 + half)),
		z: (positive - negative) / Math.sqrt(Math.max(1, positive + negative)),
	};
}
