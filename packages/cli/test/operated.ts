import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyFile } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { type ManualClock, manualClock } from '@latchkey/testing';
import { onTestFinished, vi } from 'vitest';
import { run } from '../src/run.ts';
import { sqliteKind } from '../src/stores/sqlite-kind.ts';
import { capturedTerminal } from './captured-terminal.ts';

export interface Ran {
	readonly exitCode: number;
	readonly output: string;
	readonly errors: string;
}

/** A store, a key file and empty settings in a folder that goes with the test, and the command to operate them. */
export interface Operated {
	readonly folder: string;
	readonly file: string;
	readonly keys: string;
	readonly clock: ManualClock;
	/** `answers` are typed where the command asks. */
	latchkey(commandLine: readonly string[], answers?: readonly string[]): Promise<Ran>;
	/** With `--store`, `--keys` and `--json`; throws unless it succeeds. */
	result<T>(commandLine: readonly string[]): Promise<T>;
	/** `--store`, and the URL. */
	readonly store: readonly string[];
	/** `--store` and `--keys`. */
	readonly both: readonly string[];
}

export async function operated(): Promise<Operated> {
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-cli-'));
	// What the machine is set to is no part of a test.
	for (const name of ['STORE', 'KEYS', 'SETTINGS', 'AS', 'FROM', 'TO']) vi.stubEnv(`LATCHKEY_${name}`, undefined);
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, 'latchkey.db');
	const keys = join(folder, 'keys.json');
	createKeyFile(keys);
	const settings = join(folder, 'host.json');
	writeFileSync(settings, '{}');
	vi.stubEnv('LATCHKEY_SETTINGS', settings);
	await (await sqliteStore({ file })).close();
	const clock = manualClock();
	const store = ['--store', `sqlite:${file}`];
	const both = [...store, '--keys', keys];

	async function latchkey(commandLine: readonly string[], answers?: readonly string[]): Promise<Ran> {
		const terminal = capturedTerminal(answers);
		const exitCode = await run(commandLine, { terminal, clock, storeKinds: [sqliteKind] });
		return { exitCode, output: terminal.output(), errors: terminal.errors() };
	}

	return {
		folder,
		file,
		keys,
		clock,
		latchkey,
		async result<T>(commandLine: readonly string[]) {
			const { exitCode, output, errors } = await latchkey([...commandLine, ...both, '--json']);
			if (exitCode !== 0) throw new Error(`${commandLine.join(' ')} ended with ${exitCode}: ${errors}`);
			return JSON.parse(output) as T;
		},
		store,
		both,
	};
}
