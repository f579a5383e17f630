import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Command lines of the running processes in which a text occurs. */
export async function processesWith(text: string): Promise<string[]> {
	const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'args']);
	return stdout.split('\n').filter((line) => line.includes(text));
}
