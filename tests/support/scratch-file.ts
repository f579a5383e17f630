import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of the running test's own, gone when it has finished. */
export function scratchFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-case-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Where a database of the running test can be made. */
export function scratchFile(): string {
	return join(scratchFolder(), 'latchkey.db');
}
