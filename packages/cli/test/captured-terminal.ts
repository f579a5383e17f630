import type { Terminal } from '../src/terminal/terminal.ts';

/** A terminal that keeps what is said to it. */
export interface CapturedTerminal extends Terminal {
	output(): string;
	errors(): string;
}

/** `answers` are what it says when it is asked; without them, nobody is there to ask. */
export function capturedTerminal(answers?: readonly string[], errorIsInteractive = false): CapturedTerminal {
	const left = [...(answers ?? [])];
	let output = '';
	let errors = '';
	return {
		write(text) {
			output += text;
		},
		writeError(text) {
			errors += text;
		},
		errorIsInteractive,
		canAsk: answers !== undefined,
		async ask(question) {
			errors += question;
			const next = left.shift();
			if (next === undefined) throw new Error('there was no answer');
			return next;
		},
		output: () => output,
		errors: () => errors,
	};
}
