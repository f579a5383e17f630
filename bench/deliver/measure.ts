import { type Spread, spread } from '../shared/statistics.ts';
import type { Contender } from './contenders.ts';
import { messages } from './messages.ts';

/** Delivered in a second, and that to the first contender and to the last, round by round. */
export interface Speed {
	readonly name: string;
	readonly perSecond: Spread;
	/** What one costs this process, in microseconds of CPU; a server's and the receiver's is not in it. */
	readonly cpuMicroseconds: Spread;
	readonly toFirst: Spread;
	readonly toLast: Spread;
}

export interface MeasureOptions {
	readonly count: number;
	readonly rounds: number;
	/** How many different notifications the receiver has taken since this was asked last. */
	readonly taken: () => Promise<number>;
	readonly progress: (line: string) => void;
}

/** In each round everybody delivers as much, to the same receiver. */
export async function measure(
	contenders: readonly Contender[],
	{ count, rounds, taken, progress }: MeasureOptions,
): Promise<readonly Speed[]> {
	const speeds = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
	const costs = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
	// The first round only warms up.
	for (let round = 0; round <= rounds; round++) {
		for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
			const sent = messages(count);
			const [startedAt, usedBefore] = [performance.now(), process.cpuUsage()];
			await contender.deliver(sent);
			const perSecond = (count / (performance.now() - startedAt)) * 1000;
			const { user, system } = process.cpuUsage(usedBefore);
			const arrived = await taken();
			if (arrived !== count) throw new Error(`of ${contender.name}, ${arrived} of ${count} arrived`);
			if (round > 0) {
				speeds.get(contender)?.push(perSecond);
				costs.get(contender)?.push((user + system) / count);
			}
			progress(`round ${round} of ${rounds}: ${contender.name} ${Math.round(perSecond)} a second`);
		}
	}
	const all = [...speeds.values()];
	const ratio = (own: readonly number[], base: readonly number[] | undefined): Spread =>
		spread(own.map((value, round) => value / (base?.[round] ?? Number.NaN)));
	return [...speeds].map(([contender, own]) => ({
		name: contender.name,
		perSecond: spread(own),
		cpuMicroseconds: spread(costs.get(contender) ?? []),
		toFirst: ratio(own, all[0]),
		toLast: ratio(own, all.at(-1)),
	}));
}

/** In Markdown. */
export function markdownTable(speeds: readonly Speed[]): string {
	const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
	const rows = speeds.map(({ name, perSecond, cpuMicroseconds, toFirst, toLast }) => [
		name,
		withRange(perSecond, whole),
		withRange(cpuMicroseconds, whole),
		withRange(toFirst, (value) => value.toFixed(2)),
		withRange(toLast, (value) => value.toFixed(2)),
	]);
	const headings = ['', 'delivered in a second', 'CPU µs each', `× ${speeds[0]?.name}`, `× ${speeds.at(-1)?.name}`];
	const rule = headings.map((_, index) => (index === 0 ? '---' : '--:'));
	return [headings, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function withRange({ median, min, max }: Spread, format: (value: number) => string): string {
	return `${format(median)} [${format(min)}–${format(max)}]`;
}
