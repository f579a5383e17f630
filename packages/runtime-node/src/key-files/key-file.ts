import { randomBytes, randomUUID } from 'node:crypto';
import {
	closeSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { LocalKeyEncryptionOptions } from '@latchkey/core';

const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Key-encryption keys as a file holds them: JSON, `{ "currentKeyId": "k1", "keys": { "k1": "<base64 of 32 bytes>" } }`.
 */
interface KeyFile {
	readonly currentKeyId: string;
	readonly keys: Readonly<Record<string, string>>;
}

/** Throws where the file is not there, can be read by others, or is not what it should be; never with what is in it. */
export function readKeyFile(path: string): LocalKeyEncryptionOptions {
	const stats = statSync(path);
	if (stats.isDirectory()) throw new Error(`${path} is a folder, not a key file`);
	if ((stats.mode & 0o077) !== 0) {
		throw new Error(`${path} can be read by others; make it yours alone: chmod 600 ${path}`);
	}
	const { currentKeyId, keys } = parse(path, readFileSync(path, 'utf8'));
	const decoded = Object.entries(keys).map(([keyId, key]) => [keyId, Buffer.from(key, 'base64')]);
	return { currentKeyId, keys: Object.fromEntries(decoded) };
}

/**
 * Makes the file, readable by its owner only, with one new key named `k1`, unless it is there; resolves to whether it
 * was made. Two processes may try at the same time.
 */
export function createKeyFile(path: string): boolean {
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	const draft = writeDraft(path, { currentKeyId: 'k1', keys: { k1: newKey() } });
	try {
		// All of the file or nothing, and never over one that is there.
		linkSync(draft, path);
		syncFolder(path);
		return true;
	} catch (error) {
		if (isAlreadyThere(error)) return false;
		throw error;
	} finally {
		rmSync(draft);
	}
}

/** Adds a new key beside the others; it wraps nothing until it is the current one. Throws where the id is taken. */
export function addKey(path: string, keyId: string): void {
	if (!KEY_ID.test(keyId)) throw new TypeError(`a key id is 1 to 64 letters, digits, "_" or "-": not "${keyId}"`);
	change(path, ({ currentKeyId, keys }) => {
		if (Object.hasOwn(keys, keyId)) throw new Error(`${path} has a key "${keyId}" already`);
		return { currentKeyId, keys: { ...keys, [keyId]: newKey() } };
	});
}

/** From now on, this key of the file wraps. */
export function makeKeyCurrent(path: string, keyId: string): void {
	change(path, ({ keys }) => {
		if (!Object.hasOwn(keys, keyId)) throw new Error(`${path} has no key "${keyId}"`);
		return { currentKeyId: keyId, keys };
	});
}

/** Takes a key out. What is still wrapped by it can never be read again. */
export function removeKey(path: string, keyId: string): void {
	change(path, ({ currentKeyId, keys }) => {
		if (!Object.hasOwn(keys, keyId)) throw new Error(`${path} has no key "${keyId}"`);
		if (keyId === currentKeyId) throw new Error(`"${keyId}" is the current key of ${path}`);
		return { currentKeyId, keys: Object.fromEntries(Object.entries(keys).filter(([other]) => other !== keyId)) };
	});
}

/** All or nothing, and one at a time: of two programs that add a key at once, neither key must be lost. */
function change(path: string, next: (keyFile: KeyFile) => KeyFile): void {
	const lock = `${path}.lock`;
	try {
		closeSync(openSync(lock, 'wx', 0o600));
	} catch (error) {
		if (!isAlreadyThere(error)) throw error;
		throw new Error(`another program changes ${path}; if none does, one was killed: remove ${lock}`, { cause: error });
	}
	try {
		readKeyFile(path);
		const draft = writeDraft(path, next(parse(path, readFileSync(path, 'utf8'))));
		renameSync(draft, path);
		syncFolder(path);
	} finally {
		rmSync(lock);
	}
}

function parse(path: string, text: string): KeyFile {
	// Without the parser's own message as a cause: it quotes what it read, which are keys.
	const parsed = parsedOrUndefined(text);
	if (!isKeyFile(parsed)) {
		throw new Error(`${path} is no key file: { "currentKeyId": "k1", "keys": { "k1": "<base64 of 32 bytes>" } }`);
	}
	return parsed;
}

function parsedOrUndefined(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isKeyFile(value: unknown): value is KeyFile {
	if (typeof value !== 'object' || value === null || !('currentKeyId' in value) || !('keys' in value)) return false;
	const { currentKeyId, keys } = value;
	if (typeof currentKeyId !== 'string' || typeof keys !== 'object' || keys === null) return false;
	return Object.hasOwn(keys, currentKeyId) && Object.values(keys).every((key) => typeof key === 'string');
}

function newKey(): string {
	return randomBytes(KEY_BYTES).toString('base64');
}

function writeDraft(path: string, keyFile: KeyFile): string {
	// Never a name that was there before: a process killed in here leaves its draft as a second name of the file itself.
	const draft = `${path}.${randomUUID()}`;
	writeFileSync(draft, `${JSON.stringify(keyFile)}\n`, { mode: 0o600, flush: true, flag: 'wx' });
	return draft;
}

/** A name is durable when its folder is: a key must not be lost after something was wrapped by it. */
function syncFolder(path: string): void {
	if (process.platform === 'win32') return;
	const folder = openSync(dirname(path), 'r');
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}

function isAlreadyThere(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
