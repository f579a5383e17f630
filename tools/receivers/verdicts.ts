import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { ReceiverProgram } from './install.ts';

/** A request as it came, and the secret by which its receiver checks it (`whsec_…`). */
export interface ReceivedRequest {
	readonly secret: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** Whether the library takes each, in order. */
export async function verdictsOf(
	{ path, args, env }: ReceiverProgram,
	requests: readonly ReceivedRequest[],
): Promise<readonly boolean[]> {
	const child = spawn(path, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
	child.stdin.end(JSON.stringify(requests));
	const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
	if (code !== 0) throw new Error(`${path} ended with ${String(code)}`);
	return JSON.parse(said) as boolean[];
}
