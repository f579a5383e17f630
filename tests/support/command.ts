import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** The program, to be started by node. */
export const COMMAND = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));

export interface Ended {
	readonly exitCode: number | null;
	readonly output: string;
	readonly errors: string;
}

interface RunningCommand {
	readonly ended: Promise<Ended>;
	/** As `kill -9` does. */
	kill(): void;
}

export interface CommandOptions {
	/** The folder that it works in. */
	readonly folder: string;
	readonly env?: Readonly<Record<string, string>>;
	/** Hears of the error output as it comes: all of it so far. */
	readonly onErrors?: (errors: string) => void;
}

/** What `latchkey copy --json` answers, as far as tests look at it. */
export interface CopyResult {
	readonly resumed: boolean;
	/** Records that this run wrote. */
	readonly copied: number;
	readonly same: boolean;
	readonly kinds: readonly { readonly kind: string; readonly source: { readonly count: number } }[];
}

/** The real command, in a process of its own. */
function startCommand(commandLine: readonly string[], options: CommandOptions): RunningCommand {
	const { folder, env = {}, onErrors } = options;
	const child: ChildProcess = spawn(process.execPath, [COMMAND, ...commandLine], {
		cwd: folder,
		env: { PATH: process.env['PATH'] ?? '', ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	let errors = '';
	child.stdout?.on('data', (chunk: Buffer) => {
		output += chunk.toString();
	});
	child.stderr?.on('data', (chunk: Buffer) => {
		errors += chunk.toString();
		onErrors?.(errors);
	});
	const ended = once(child, 'close').then(([exitCode]: (number | null)[]) => ({
		exitCode: exitCode ?? null,
		output,
		errors,
	}));
	return { ended, kill: () => void child.kill('SIGKILL') };
}

/** Kills it as soon as its error output has this in it, which must be before its end. */
export async function killedAt(text: string, commandLine: readonly string[], options: CommandOptions): Promise<void> {
	const running = startCommand(commandLine, {
		...options,
		onErrors: (errors) => {
			if (errors.includes(text)) running.kill();
		},
	});
	const ended = await running.ended;
	expect(ended, `killed at "${text}"`).toMatchObject({ exitCode: null, output: '' });
}

export function command(commandLine: readonly string[], options: CommandOptions): Promise<Ended> {
	return startCommand(commandLine, options).ended;
}
