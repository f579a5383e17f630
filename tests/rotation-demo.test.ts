import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../apps/demo/src/rotation/main.ts', import.meta.url));
const STAGES = ['policy', 'added', 'offered', 'taken up', 'adopted', 'taken up', 'retired', 'refused'];

it('one rotation is shown from its offer to the end of the old secret, in under a minute, with traffic that never fails', async () => {
	const startedAt = performance.now();
	const child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'pipe'] });
	let [said, complained] = ['', ''];
	child.stdout.on('data', (chunk: Buffer) => {
		said += chunk.toString();
	});
	child.stderr.on('data', (chunk: Buffer) => {
		complained += chunk.toString();
	});
	const [code] = (await once(child, 'close')) as [number | null];
	const lines = said.trim().split('\n');
	expect({ code, complained }, said).toEqual({ code: 0, complained: '' });
	expect(lines.flatMap((line) => /^ *\d+:\d\d {2}(.*?) {2}/.exec(line)?.[1]?.trim() ?? [])).toEqual(STAGES);
	const counts = /^(\d+) token requests, (\d+) API calls, 0 failed\.$/.exec(lines.at(-1) ?? '');
	expect(Number(counts?.[1]), said).toBeGreaterThan(10);
	expect(Number(counts?.[2]), said).toBeGreaterThan(100);
	expect(performance.now() - startedAt).toBeLessThan(60_000);
});
