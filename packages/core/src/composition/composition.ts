import type { ApplicationWriterParts } from '../applications/writer.ts';
import { redactingLogger } from '../logging.ts';
import { type CheckedOptions, checkOptions, type LatchkeyOptions } from '../options.ts';
import { pooledRandom } from '../pooled-random.ts';
import type { Logger, Random } from '../ports.ts';
import { type PrivilegeCatalogue, privilegeCatalogue } from '../privileges.ts';
import { randomBase62 } from '../secrets/base62.ts';
import { type CheckedTokenSettings, checkTokenSettings, MAX_LIFETIME_SECONDS } from '../tokens/settings.ts';
import { type Part, parts } from './parts.ts';

/** Makes each part once, when it is first asked for. */
export interface Container {
	readonly get: <T>(part: Part<T>) => T;
	readonly provide: <T>(part: Part<T>, make: () => T) => void;
}

/** What every part may be made of. */
export interface Composition extends Container {
	readonly options: LatchkeyOptions;
	readonly checked: CheckedOptions;
	readonly settings: CheckedTokenSettings;
	readonly catalogue: PrivilegeCatalogue;
	readonly logger: Logger;
	readonly random: Random;
	readonly processId: string;
	readonly rules: { readonly revocationMemoryMs: number };
	readonly onCommitted: ApplicationWriterParts['onCommitted'];
}

const PROCESS_ID_LENGTH = 16;
/** Twice as long as a token of any process of this host can live: a clock that was a day ahead must forget nothing. */
const REVOCATION_MEMORY_MS = 2 * MAX_LIFETIME_SECONDS * 1000;

/** Throws TypeError where an option could not work. */
export function compositionOf(options: LatchkeyOptions, container: Container): Composition {
	const { get } = container;
	const checked = checkOptions(options);
	const random = options.random ?? pooledRandom();
	return {
		...container,
		options,
		checked,
		settings: checkTokenSettings(options.tokens),
		catalogue: privilegeCatalogue(options.privileges),
		logger: redactingLogger(options.logger, checked.secretPrefix),
		random,
		processId: randomBase62(random, PROCESS_ID_LENGTH),
		rules: { revocationMemoryMs: REVOCATION_MEMORY_MS },
		onCommitted(application, events) {
			get(parts.revocations).note(application);
			if (events.length > 0) get(parts.background).nudge('relay');
			if (application.nextDueAt !== null && application.nextDueAt <= options.clock.now()) {
				get(parts.background).nudge('life_cycle');
			}
		},
	};
}
