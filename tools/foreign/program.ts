import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** A program in another language, around a library that others wrote: it reads JSON and writes JSON. */
export interface ForeignProgram {
	readonly path: string;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

/** What it writes for each of these, in order. */
export async function answersOf<Question, Answer>(
	{ path, args, env }: ForeignProgram,
	questions: readonly Question[],
): Promise<readonly Answer[]> {
	const child = spawn(path, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
	child.stdin.end(JSON.stringify(questions));
	const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
	if (code !== 0) throw new Error(`${path} ended with ${String(code)}`);
	return JSON.parse(said) as Answer[];
}
