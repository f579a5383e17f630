import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The path of a database that is not there yet, in a folder that goes with the test. */
export function scratchFile(): string {
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-store-sqlite-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return join(folder, 'latchkey.db');
}

/** The files that SQLite keeps a database in, as far as they are there. */
export function filesOf(file: string): string[] {
	return ['', '-wal', '-shm'].map((suffix) => `${file}${suffix}`).filter((path) => existsSync(path));
}

/** Which of the files of a database hold these bytes. */
export function filesWith(file: string, text: string): string[] {
	return filesOf(file).filter((path) => readFileSync(path).includes(text));
}
