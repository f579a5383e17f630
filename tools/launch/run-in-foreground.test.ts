import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

const MODULE = new URL('./run-in-foreground.mjs', import.meta.url).href;

/** A process that runs `script` in its place, as tools/run.mjs does. */
function start(script: string) {
	const launcher = `import(${JSON.stringify(MODULE)}).then((m) => m.runInForeground(['-e', ${JSON.stringify(script)}], { GIVEN: 'yes' }))`;
	return spawn(process.execPath, ['-e', launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
}

const untilStopped = (signal: string, code: number): string =>
	`process.on('${signal}', () => process.exit(${code})); setInterval(() => {}, 1000); console.log('up');`;

describe('running in the foreground', () => {
	it('keeps the exit code and hands on the environment', async () => {
		const child = start("process.exit(process.env.GIVEN === 'yes' ? 3 : 4)");
		expect(await once(child, 'exit')).toEqual([3, null]);
	});

	it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('hands on %s and waits for the program to end', async (signal) => {
		const child = start(untilStopped(signal, 7));
		await once(child.stdout, 'data');
		child.kill(signal);
		expect(await once(child, 'exit')).toEqual([7, null]);
	});

	it('ends as a shell would where a signal ended the program', async () => {
		const child = start("process.kill(process.pid, 'SIGKILL')");
		expect(await once(child, 'exit')).toEqual([137, null]);
	});
});
