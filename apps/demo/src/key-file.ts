import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyEncryption, localKeyEncryption } from '@latchkey/core';

interface KeyFile {
	readonly currentKeyId: string;
	/** base64 */
	readonly keys: Readonly<Record<string, string>>;
}

/**
 * The key-encryption key in a file that only its owner may read; made where there is none. Without it nothing in the
 * store can be read again, so keep a copy elsewhere.
 */
export function keyFileEncryption(folder: string): KeyEncryption {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const path = join(folder, 'key-encryption-keys.json');
	createOnce(path, `${JSON.stringify({ currentKeyId: 'k1', keys: { k1: randomBytes(32).toString('base64') } })}\n`);
	if ((statSync(path).mode & 0o077) !== 0) {
		throw new Error(`${path} can be read by others; make it yours alone: chmod 600 ${path}`);
	}
	const { currentKeyId, keys } = JSON.parse(readFileSync(path, 'utf8')) as KeyFile;
	const decoded = Object.entries(keys).map(([keyId, key]) => [keyId, Buffer.from(key, 'base64')]);
	return localKeyEncryption({ currentKeyId, keys: Object.fromEntries(decoded) });
}

/** All of the file or nothing, and never over one that is there: two processes may start at the same time. */
function createOnce(path: string, content: string): void {
	// Never a name that was there before: a process killed in here leaves its draft as a second name of the file itself.
	const draft = `${path}.${randomUUID()}`;
	writeFileSync(draft, content, { mode: 0o600, flush: true, flag: 'wx' });
	try {
		linkSync(draft, path);
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	} finally {
		rmSync(draft);
	}
}
