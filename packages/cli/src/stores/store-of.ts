import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Environment } from '../environment.ts';
import { type NamedStore, namedStore } from './store-url.ts';

/** The store that an option of a parsed command line names, or the variable that stands in its place. */
export function storeOf(
	{ storeKinds }: Environment,
	made: CommandUnknownOpts,
	option: 'store' | 'from' | 'to',
): NamedStore {
	const variable = made.options.find((candidate) => candidate.attributeName() === option)?.envVar ?? '';
	const source = made.getOptionValueSource(option) === 'env' ? 'environment' : 'command line';
	return namedStore(String(made.getOptionValue(option)), storeKinds, source, variable);
}
