import { buildConsole } from './console.mjs';
import { InstallError, install, isInstalled } from './install.mjs';
import { programs } from './programs.mjs';
import { root } from './root.mjs';
import { runInForeground } from './run-in-foreground.mjs';

/**
 * Runs one of the programs on the workspace's own Node, after installing what is missing.
 *
 * @param {string[]} commandLine
 */
export async function launch([name = '', ...rest]) {
	const program = programs[name];
	if (program === undefined) {
		fail(`usage: node tools/run.mjs ${Object.keys(programs).join('|')}`);
		return;
	}
	try {
		if (!isInstalled(root)) await install(root);
		if (program.servesConsole === true) buildConsole();
	} catch (error) {
		if (!(error instanceof InstallError)) throw error;
		fail(error.message);
		return;
	}
	await runInForeground([...program.args, ...rest], program.env ?? {});
}

/** @param {string} message */
function fail(message) {
	console.error(message);
	process.exitCode = 1;
}
