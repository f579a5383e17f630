import { spawn } from 'node:child_process';
import { once } from 'node:events';

interface ProgramRun {
	readonly folder?: string;
	readonly env?: Readonly<Record<string, string>>;
	/** It is killed then. */
	readonly timeoutMs: number;
}

/** Runs a program to its end; throws with what it said unless it ended well. */
export async function runProgram(path: string, args: readonly string[], options: ProgramRun): Promise<void> {
	const { folder, env, timeoutMs } = options;
	const child = spawn(path, args, {
		cwd: folder,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
		timeout: timeoutMs,
		killSignal: 'SIGKILL',
	});
	let said = '';
	const keep = (chunk: Buffer): void => {
		said += chunk.toString();
	};
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
	if (code !== 0) throw new Error(`${path} ${args.join(' ')} ended with ${signal ?? code}: ${said.trim()}`);
}
