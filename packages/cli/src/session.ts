import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import {
	createLatchkey,
	DEFAULT_CLIENT_ID_PREFIX,
	type KeyEncryption,
	type Latchkey,
	type LatchkeyOptions,
	type Logger,
	type Store,
	type TokenSettings,
} from '@latchkey/core';
import { memoryThrottle, timerScheduler } from '@latchkey/runtime-node';
import { noKeyEncryption } from './command-line/key-encryption.ts';
import { latchkeyOptionsOf, readSettings } from './command-line/settings.ts';
import type { Environment } from './environment.ts';
import { usageFailure } from './failure.ts';
import { openStore } from './stores/open-store.ts';
import { storeOf } from './stores/store-of.ts';

export interface SessionOptions {
	readonly settings?: string | undefined;
	/** Where absent, what needs a key fails. */
	readonly keyEncryption?: KeyEncryption | undefined;
	/** Privileges to know where there is no catalogue. */
	readonly privileges?: readonly string[];
}

export interface Session {
	readonly latchkey: Latchkey;
	readonly store: Store;
	/** The store's URL without a password. */
	readonly shown: string;
	/** The host's catalogue, where the settings have one. */
	readonly catalogue: readonly string[] | undefined;
	/** What Client IDs of this host start with. */
	readonly clientIdPrefix: string;
}

/**
 * Opens the store that a command line names for one piece of work, and closes it after. Nothing is started: events stay
 * in the outbox for the hosts to relay, and tokens are none of an operator's business.
 */
export async function withSession<T>(
	environment: Environment,
	made: CommandUnknownOpts,
	options: SessionOptions,
	work: (session: Session) => Promise<T>,
): Promise<T> {
	const settings = readSettings(options.settings);
	const named = storeOf(environment, made, 'store');
	const store = await openStore(named);
	try {
		const latchkey = openLatchkey({
			...latchkeyOptionsOf(settings, options.privileges ?? []),
			store,
			clock: environment.clock,
			scheduler: timerScheduler(),
			throttle: memoryThrottle(),
			logger: silent,
			keyEncryption: options.keyEncryption ?? noKeyEncryption,
			tokens: await tokenSettingsOf(store),
		});
		const clientIdPrefix = settings.clientIdPrefix ?? DEFAULT_CLIENT_ID_PREFIX;
		return await work({ latchkey, store, shown: named.shown, catalogue: settings.privileges, clientIdPrefix });
	} finally {
		await store.close();
	}
}

/** No token is issued here, but heads are signed by the key that hosts sign with: no other one must be made. */
async function tokenSettingsOf(store: Store): Promise<TokenSettings> {
	const signing = (await store.hostKeys.list()).filter(({ purpose }) => purpose === 'token_signing');
	const algorithm = signing.at(-1)?.algorithm as TokenSettings['algorithm'];
	return { issuer: 'http://localhost', audience: 'latchkey', ...(algorithm ? { algorithm } : {}) };
}

function openLatchkey(options: LatchkeyOptions): Latchkey {
	try {
		return createLatchkey(options);
	} catch (error) {
		// What it does not take, the settings or the command line have said.
		if (error instanceof TypeError) throw usageFailure(error.message);
		throw error;
	}
}

const silence = (): void => undefined;
const silent: Logger = { debug: silence, info: silence, warn: silence, error: silence };
