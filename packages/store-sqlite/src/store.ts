import type { Store } from '@latchkey/core';
import { dueWork } from './applications/due-work.ts';
import { applicationRepository } from './applications/repository.ts';
import { usedAssertionRepository } from './assertions/used.ts';
import { auditRepository } from './audit/repository.ts';
import { certificateAuthorityRepository } from './certificates/authorities.ts';
import { revokedCertificateRepository } from './certificates/revoked.ts';
import { type Connection, connect } from './database/connection.ts';
import { migrate } from './database/migrate.ts';
import { deliveryRepository } from './deliveries/repository.ts';
import { endpointRepository } from './endpoints/repository.ts';
import { eventLeases } from './events/leases.ts';
import { outbox } from './events/outbox.ts';
import { eventTable } from './events/table.ts';
import { hostKeyRepository } from './keys/repository.ts';
import { policyRepository } from './policies/repository.ts';
import { revokedTokenRepository } from './tokens/revoked.ts';
import { transfer } from './transfer/transfer.ts';
import { processRepository } from './usage/processes.ts';
import { usageRepository } from './usage/repository.ts';

export interface SqliteStoreOptions {
	/** Path of the database, made (readable by its owner only) where there is none; `:memory:` for tests. No default. */
	readonly file: string;
	/** How long a call waits in all while another process holds a lock, in milliseconds; 5000 where absent. */
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
		// Preparing a statement reads the file, and so may meet a lock or a file that is not what it says.
		return await connection.read(() => storeOn(connection));
	} catch (error) {
		connection.close();
		throw error;
	}
}

function storeOn(connection: Connection): Store {
	const { database, read, close } = connection;
	const events = eventTable(database);
	const leases = eventLeases(database);
	const ping = database.prepare('SELECT 1 FROM host_keys LIMIT 1');
	return {
		applications: applicationRepository(connection, events),
		policies: policyRepository(connection, events),
		outbox: outbox(connection, events, leases),
		dueWork: dueWork(connection),
		endpoints: endpointRepository(connection, events),
		deliveries: deliveryRepository(connection),
		usage: usageRepository(connection),
		processes: processRepository(connection),
		hostKeys: hostKeyRepository(connection),
		audit: auditRepository(connection),
		revokedTokens: revokedTokenRepository(connection),
		certificateAuthorities: certificateAuthorityRepository(connection),
		revokedCertificates: revokedCertificateRepository(connection),
		usedAssertions: usedAssertionRepository(connection),
		transfer: transfer(connection, events, leases),
		ping: () =>
			read(() => {
				ping.get();
			}),
		async close() {
			close();
		},
	};
}
