import { type Spread, spread } from '../shared/statistics.ts';
import type { Contender } from './contenders.ts';
import { FIRST_DUE_AT } from './fill.ts';

/** Advanced in a second, and that to the first contender, round by round. */
export interface Speed {
	readonly name: string;
	readonly perSecond: Spread;
	readonly ratio: Spread;
}

export interface MeasureOptions {
	/** So many are due in each round. */
	readonly due: number;
	readonly rounds: number;
	readonly progress: (line: string) => void;
}

/** In each round everybody advances what has become due since the last, each in a store of its own. */
export async function measure(
	contenders: readonly Contender[],
	{ due, rounds, progress }: MeasureOptions,
): Promise<readonly Speed[]> {
	const taken = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
	// The first round only warms up.
	for (let round = 0; round <= rounds; round++) {
		const until = FIRST_DUE_AT + (round + 1) * due - 1;
		for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
			const startedAt = performance.now();
			const advanced = await contender.advance(until);
			const seconds = (performance.now() - startedAt) / 1000;
			if (advanced !== due) throw new Error(`${contender.name} advanced ${advanced} instead of ${due}`);
			if (round > 0) taken.get(contender)?.push(due / seconds);
		}
		progress(`round ${round} of ${rounds}`);
	}
	const base = [...taken.values()][0] ?? [];
	return [...taken].map(([{ name }, own]) => ({
		name,
		perSecond: spread(own),
		ratio: spread(own.map((value, round) => value / (base[round] ?? Number.NaN))),
	}));
}

/** In Markdown. */
export function markdownTable(speeds: readonly Speed[]): string {
	const rows = speeds.map(({ name, perSecond, ratio }) => [
		name,
		withRange(perSecond, (value) => Math.round(value).toLocaleString('en-GB')),
		withRange(ratio, (value) => value.toFixed(2)),
	]);
	const headings = ['', 'found and advanced in a second', '× bare'];
	const rule = headings.map((_, index) => (index === 0 ? '---' : '--:'));
	return [headings, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function withRange({ median, min, max }: Spread, format: (value: number) => string): string {
	return `${format(median)} [${format(min)}–${format(max)}]`;
}
