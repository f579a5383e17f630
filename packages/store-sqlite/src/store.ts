import type { Store } from '@latchkey/core';
import { applicationRepository } from './applications.ts';
import { connect } from './connection.ts';
import { eventTable, outbox } from './events.ts';
import { hostKeyRepository } from './host-keys.ts';
import { migrate } from './migrations.ts';
import { policyRepository } from './policies.ts';
import { usageRepository } from './usage.ts';

export interface SqliteStoreOptions {
	/** Path of the database, made where there is none; `:memory:` for tests. */
	readonly file: string;
	/** How long a call waits while another process holds the write lock, in milliseconds; 5000 where absent. */
	readonly lockTimeoutMs?: number;
}

const DEFAULT_LOCK_TIMEOUT_MS = 5000;

/**
 * The embedded store: one SQLite file that several processes may open. Durable when acknowledged. Rejects with
 * `StoreUnavailableError` where the file cannot be opened, stays locked, or was written by a newer version.
 */
export async function sqliteStore({
	file,
	lockTimeoutMs = DEFAULT_LOCK_TIMEOUT_MS,
}: SqliteStoreOptions): Promise<Store> {
	const connection = await connect(file, lockTimeoutMs);
	try {
		await migrate(connection);
	} catch (error) {
		connection.close();
		throw error;
	}
	const events = eventTable(connection.database);
	const ping = connection.database.prepare('SELECT count(*) FROM host_keys');
	return {
		applications: applicationRepository(connection, events),
		policies: policyRepository(connection, events),
		outbox: outbox(connection),
		usage: usageRepository(connection),
		hostKeys: hostKeyRepository(connection),
		ping: () =>
			connection.read(() => {
				ping.get();
			}),
		async close() {
			connection.close();
		},
	};
}
