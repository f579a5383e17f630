import { Failure, usageFailure } from '../failure.ts';
import type { Terminal } from './terminal.ts';

export interface Confirmation {
	/** What will be done, in full. */
	readonly about: string;
	/** What must be typed to have it done. */
	readonly word: string;
	/** Whether the command line has confirmed it already. */
	readonly yes: boolean;
}

/** Says what is about to be done; throws unless it is wanted. */
export async function confirm(terminal: Terminal, { about, word, yes }: Confirmation): Promise<void> {
	terminal.writeError(`${about}\n`);
	if (yes) return;
	if (!terminal.canAsk)
		throw usageFailure('this must be confirmed, and no terminal is attached', 'to do it without asking, add --yes');
	// Whoever ends the input instead says no, in a line that is not ended.
	const answer = await terminal
		.ask(`This cannot be undone. Type ${word} to go on: `)
		.catch(() => terminal.writeError('\n'));
	if (answer?.trim() !== word) throw new Failure('not_confirmed', 'not confirmed: nothing was done');
}
