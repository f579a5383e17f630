import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface CommandResult {
	readonly ok: boolean;
	/** Standard output and error, as they came. Empty where they went straight to the terminal. */
	readonly output: string;
}

interface CommandOptions {
	readonly env?: Record<string, string>;
	/** Shows the output as it comes, instead of keeping it. */
	readonly live?: boolean;
}

/** Runs one of the workspace's tools. */
export function tool(name: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
	return command(toolPath(name), args, options);
}

/** Runs a command that finds the workspace's pnpm on its PATH, since nobody needs to have it installed. */
export function withPnpm(args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
	return command('npx', ['--yes', `--package=${manifest.packageManager}`, '--', ...args], options);
}

export function toolPath(name: string): string {
	return join(root, 'node_modules', '.bin', name);
}

function command(path: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
	return new Promise((resolve) => {
		const child = spawn(path, args, {
			cwd: root,
			env: { ...process.env, ...options.env },
			stdio: ['ignore', options.live ? 'inherit' : 'pipe', options.live ? 'inherit' : 'pipe'],
		});
		let output = '';
		const keep = (chunk: Buffer): void => {
			output += chunk.toString();
		};
		child.stdout?.on('data', keep);
		child.stderr?.on('data', keep);
		child.on('error', (error) => resolve({ ok: false, output: `${path}: ${error.message}` }));
		child.on('close', (code) => resolve({ ok: code === 0, output }));
	});
}
