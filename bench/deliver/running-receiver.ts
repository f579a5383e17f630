import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface RunningReceiver {
	readonly url: string;
	/** How many different notifications came since the last time this was asked. Throws where one came unsigned. */
	taken(): Promise<number>;
	stop(): Promise<void>;
}

export async function startReceiver(): Promise<RunningReceiver> {
	const file = join(import.meta.dirname, 'receiver.ts');
	const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
	const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
	return {
		url: line,
		async taken() {
			const { distinct, unsigned } = (await (await fetch(line)).json()) as { distinct: number; unsigned: number };
			if (unsigned > 0) throw new Error(`${unsigned} notifications came without a signature`);
			return distinct;
		},
		async stop() {
			child.stdin.end();
			await once(child, 'exit');
		},
	};
}
