import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Latchkey, Store, Tenant } from '@latchkey/core';
import { expect } from 'vitest';
import { relayAll } from './relay-all.ts';

const run = promisify(execFile);
/** In blocks of the shell, 512 bytes or 1024: more than an empty database, and soon full. */
const FULL_AT_BLOCKS = 1500;

/** How often a secret was shown, and was not. */
export interface Revealed {
	readonly shown: number;
	readonly refused: number;
	readonly otherFailures: number;
}

/** Runs `revealer.ts` where no file can grow beyond a bound. */
export async function revealUntilFull(file: string, key: Uint8Array): Promise<Revealed> {
	const program = join(import.meta.dirname, 'revealer.ts');
	const limited = `ulimit -f ${FULL_AT_BLOCKS}; exec "$0" "$@"`;
	const args = [process.execPath, program, file, Buffer.from(key).toString('base64')];
	const { stdout } = await run('sh', ['-c', limited, ...args]);
	return JSON.parse(stdout) as Revealed;
}

/** Entries that tell of a reveal, when all that waits is entered. */
export async function revealsIn(
	host: { readonly latchkey: Latchkey; readonly store: Store },
	tenant: Tenant,
): Promise<number> {
	const { latchkey, store } = host;
	await relayAll(host);
	expect(await latchkey.auditVerification.verify(tenant)).toMatchObject({ fault: null });
	const chain = await store.audit.read(tenant, 0, 100_000);
	return chain.filter(({ type }) => type === 'client_secret.revealed').length;
}
