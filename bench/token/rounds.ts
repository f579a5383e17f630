import type { Contender } from './contenders.ts';
import type { LoadGenerator } from './load/load.ts';
import type { Options } from './options.ts';

/** Puts every server under load once in each round, so that what else the machine does falls on all alike. */
export async function runRounds(
	contenders: readonly Contender[],
	generator: LoadGenerator,
	options: Options,
	directory: string,
	progress: (line: string) => void,
): Promise<void> {
	const { connections, seconds, warmUpSeconds, rounds } = options;
	const load = ({ server: { port, offer } }: Contender, duration: number) =>
		generator.run({ port, offer, connections, seconds: duration, directory });

	for (const contender of contenders) await load(contender, warmUpSeconds);
	for (let round = 0; round < rounds; round++) {
		// Every other round runs backwards: a drift of the machine then favours no place in the order.
		for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
			const result = await load(contender, seconds);
			contender.results.push(result);
			progress(`round ${round + 1}: ${contender.name} ${Math.round(result.requestsPerSecond)} requests/s`);
		}
	}
}
