import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../check/command.ts';
import { findProgram } from '../servers/find-program.ts';
import { oneAtATime } from '../servers/one-at-a-time.ts';
import { runProgram } from '../servers/run-program.ts';

const VERSION = 'v8.30.1';
const FOLDER = join(root, 'node_modules', '.cache', 'latchkey', `gitleaks-${VERSION}`);
const BUILT_WITHIN_MS = 10 * 60_000;

/** The path of gitleaks, which is built once where Go is present; undefined where it is not. */
export async function gitleaks(): Promise<string | undefined> {
	const program = join(FOLDER, 'gitleaks');
	if (existsSync(program)) return program;
	const go = findProgram('go');
	if (go === undefined) return undefined;
	mkdirSync(FOLDER, { recursive: true });
	return oneAtATime(join(FOLDER, 'lock'), async () => {
		if (existsSync(program)) return program;
		console.error('Building gitleaks, once…');
		const unfinished = join(FOLDER, 'unfinished');
		await runProgram(go, ['install', `github.com/zricethezav/gitleaks/v8@${VERSION}`], {
			env: { GOBIN: unfinished },
			timeoutMs: BUILT_WITHIN_MS,
		});
		renameSync(join(unfinished, 'gitleaks'), program);
		return program;
	});
}
