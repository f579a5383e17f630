import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ShellOptions {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs lines as they would be pasted, while this process goes on to serve them. Resolves to what they print and end
 * with.
 */
export async function runShell(
	lines: string,
	options: ShellOptions,
): Promise<{ readonly output: string; readonly code: number }> {
	const child = spawn('sh', ['-c', lines], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			output += chunk.toString('utf8');
		});
	}
	const [code] = (await once(child, 'close')) as [number];
	return { output, code };
}
