import type { Clock, KeyEncryption } from '@latchkey/core';
import { systemClock } from '@latchkey/runtime-node';
import { mongoKind } from './stores/mongo-kind.ts';
import { sqliteKind } from './stores/sqlite-kind.ts';
import type { StoreKind } from './stores/store-kind.ts';
import { processTerminal } from './terminal/process-terminal.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What the command runs in. A host with a store or a key service of its own makes its own command by another one. */
export interface Environment {
	readonly terminal: Terminal;
	readonly clock: Clock;
	readonly storeKinds: readonly StoreKind[];
	/** In the place of a key file. */
	readonly keyEncryption?: KeyEncryption;
}

/** This process: its terminal, its clock, and the stores that Latchkey brings. */
export function processEnvironment(): Environment {
	return { terminal: processTerminal(), clock: systemClock, storeKinds: [sqliteKind, mongoKind] };
}
