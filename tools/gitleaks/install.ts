import { join } from 'node:path';
import { builtOnce } from '../servers/built-once.ts';
import { findProgram } from '../servers/find-program.ts';
import { runProgram } from '../servers/run-program.ts';

const VERSION = 'v8.30.1';
const BUILT_WITHIN_MS = 10 * 60_000;

/** The path of gitleaks, which is built once where Go is present; undefined where it is not. */
export async function gitleaks(): Promise<string | undefined> {
	const go = findProgram('go');
	if (go === undefined) return undefined;
	const folder = await builtOnce(`gitleaks-${VERSION}`, (unfinished) => {
		console.error('Building gitleaks, once…');
		return runProgram(go, ['install', `github.com/zricethezav/gitleaks/v8@${VERSION}`], {
			env: { GOBIN: unfinished },
			timeoutMs: BUILT_WITHIN_MS,
		});
	});
	return join(folder, 'gitleaks');
}
