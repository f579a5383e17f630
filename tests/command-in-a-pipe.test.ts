import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { COMMAND } from './support/command.ts';

it('latchkey ends as ever where nobody reads its output any more', async () => {
	const child = spawn(process.execPath, [COMMAND, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
	child.stdout.destroy();
	let errors = '';
	child.stderr.on('data', (chunk: Buffer) => {
		errors += chunk.toString();
	});
	const [exitCode] = await once(child, 'close');
	expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
});
