import { findProgram } from './find-program.ts';
import { runProgram } from './run-program.ts';

const INSTALLED_WITHIN_MS = 5 * 60_000;

/** Installs a package of Debian's, but only on a machine that is there to run checks and is ours to change. */
export async function installPackage(name: 'redis-server' | 'chromium'): Promise<void> {
	const aptGet = findProgram('apt-get');
	if (process.env['CI'] !== 'true' || process.getuid?.() !== 0 || aptGet === undefined) return;
	console.error(`Installing ${name}…`);
	// A run level that starts nothing: the package would start a server of its own.
	const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
	const options = { env, timeoutMs: INSTALLED_WITHIN_MS };
	await runProgram(aptGet, ['update'], options);
	await runProgram(aptGet, ['install', '--yes', '--no-install-recommends', name], options);
}
