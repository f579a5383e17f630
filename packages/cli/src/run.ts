import { CommanderError } from '@commander-js/extra-typings';
import { describeError } from './describe-error.ts';
import type { Environment } from './environment.ts';
import { EXIT } from './exit-codes.ts';
import { latchkeyProgram } from './program.ts';

/**
 * Runs one command line (without the program's name); resolves to its exit code and never rejects. Results go to the
 * terminal's output, everything else to its error output.
 */
export async function run(commandLine: readonly string[], environment: Environment): Promise<number> {
	const { terminal } = environment;
	const outcome = { exitCode: EXIT.done as number };
	try {
		await latchkeyProgram(environment, outcome).parseAsync(commandLine, { from: 'user' });
		return outcome.exitCode;
	} catch (error) {
		// Help and the version have been shown by now.
		if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
		const { exitCode, error: described } = describeError(error);
		if (commandLine.includes('--json')) {
			terminal.writeError(`${JSON.stringify({ error: described })}\n`);
		} else {
			const hint = described.hint === null ? '' : `\n${described.hint}`;
			terminal.writeError(`latchkey: ${described.message}${hint}\n`);
		}
		return exitCode;
	}
}
