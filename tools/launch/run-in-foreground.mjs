import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { root, workspaceNode } from './root.mjs';

const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']);

/**
 * Runs the workspace's Node as if it had been started in this process's place: same terminal, same signals, same exit
 * code.
 *
 * @param {string[]} args
 * @param {Record<string, string>} env
 */
export function runInForeground(args, env) {
	return new Promise((resolve) => {
		const child = spawn(workspaceNode, args, {
			cwd: root,
			stdio: 'inherit',
			env: { ...process.env, ...env, PATH: `${dirname(workspaceNode)}${delimiter}${process.env['PATH']}` },
		});
		for (const signal of FORWARDED) {
			process.on(signal, () => {
				// A terminal sends Ctrl-C to the child as well: a second one would look like impatience.
				if (signal === 'SIGINT' && process.stdin.isTTY) return;
				child.kill(signal);
			});
		}
		child.on('error', (error) => {
			console.error(`${workspaceNode} cannot be run: ${error.message}. Remove node_modules and try again.`);
			process.exitCode = 1;
			resolve(undefined);
		});
		child.on('exit', (code, signal) => {
			process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
			resolve(undefined);
		});
	});
}
