import { Command } from '@commander-js/extra-typings';
import type { Environment } from '../environment.ts';
import { usageFailure } from '../failure.ts';

export interface CommandTexts {
	/** One line, for the list of commands. */
	readonly summary: string;
	/** What it does and what to know before. */
	readonly description: string;
	/** Command lines to copy, each with what it is for; the first is shown where the command line is wrong. */
	readonly examples: readonly (readonly [commandLine: string, purpose: string])[];
}

/** Wide enough for a table of options, narrow enough to read; the same everywhere, since documents quote it. */
const HELP_WIDTH = 100;

/** A command whose help teaches, and whose errors say how it is done. */
export function command({ terminal }: Environment, name: string, texts: CommandTexts): Command {
	const made = new Command(name)
		.summary(texts.summary)
		.description(texts.description)
		.helpOption('-h, --help', 'show this help')
		.helpCommand(false)
		.configureHelp({ helpWidth: HELP_WIDTH, showGlobalOptions: false })
		.configureOutput({
			writeOut: (text) => terminal.write(text),
			writeErr: (text) => terminal.writeError(text),
			// What is wrong is told in one place, as text or as JSON.
			outputError: () => undefined,
		})
		.addHelpText('after', examplesText(texts.examples));
	return made.exitOverride((error) => {
		if (error.exitCode === 0 || error.code === 'commander.help') throw error;
		const message = error.message.replace(/^error: /, '');
		throw usageFailure(`${message}${elsewhere(made, error.code, message)}`, hintFor(made, error.code, texts));
	});
}

function examplesText(examples: CommandTexts['examples']): string {
	const lines = examples.map(([commandLine, purpose]) => `  # ${purpose}\n  ${commandLine}`);
	return `\nExamples:\n${lines.join('\n\n')}`;
}

/** What is missing on the command line may be set in the environment. */
function elsewhere({ options }: Command, code: string, message: string): string {
	if (code !== 'commander.missingMandatoryOptionValue') return '';
	const variable = options.find(({ flags }) => message.includes(`'${flags}'`))?.envVar;
	return variable === undefined ? '' : `, and ${variable} is not set`;
}

function hintFor(made: Command, code: string, { examples }: CommandTexts): string {
	const path: string[] = [];
	for (let at: { name(): string; parent: unknown } | null = made; at !== null; at = at.parent as typeof at) {
		path.unshift(at.name());
	}
	const [example] = examples[0] ?? [];
	const shown = code === 'commander.unknownCommand' || example === undefined ? '' : `For example: ${example}\n`;
	return `${shown}See: ${path.join(' ')} --help`;
}
