import type { Store } from '@latchkey/core';
import { dueWork } from './applications/due-work.ts';
import { applicationRepository } from './applications/repository.ts';
import { usedAssertionRepository } from './assertions/used.ts';
import { auditRepository } from './audit/repository.ts';
import { certificateAuthorityRepository } from './certificates/authorities.ts';
import { revokedCertificateRepository } from './certificates/revoked.ts';
import { connect, type MongoConnection, type MongoConnectionOptions } from './database/connection.ts';
import { assertIndexes, createMissing } from './database/indexes.ts';
import { deliveryRepository } from './deliveries/repository.ts';
import { endpointRepository } from './endpoints/repository.ts';
import { outbox } from './events/outbox.ts';
import { hostKeyRepository } from './keys/repository.ts';
import { modelsOn } from './models.ts';
import { policyRepository } from './policies/repository.ts';
import { revokedTokenRepository } from './tokens/revoked.ts';
import { transfer } from './transfer/transfer.ts';
import { processRepository } from './usage/processes.ts';
import { usageRepository } from './usage/repository.ts';

export interface MongoStoreOptions extends MongoConnectionOptions {
	/**
	 * - `check` (where absent): opening rejects where an index is missing, and names it.
	 * - `create`: makes what is missing, which takes long on a large collection; for a host of its own database.
	 */
	readonly indexes?: 'check' | 'create';
}

/**
 * A store on MongoDB, or on what speaks its protocol: every write is one of a single document. Rejects with
 * `StoreUnavailableError` where no server answers, or an index is missing.
 */
export async function mongoStore({ indexes = 'check', ...options }: MongoStoreOptions): Promise<Store> {
	const connection = await connect(options);
	try {
		await (indexes === 'create' ? createMissing(connection) : assertIndexes(connection));
	} catch (error) {
		await connection.close();
		throw error;
	}
	return storeOn(connection);
}

/** What is on a connection, whatever its indexes. */
export function storeOn(connection: MongoConnection): Store {
	const models = modelsOn(connection.mongoose);
	return {
		applications: applicationRepository(connection, models),
		policies: policyRepository(connection, models),
		outbox: outbox(connection, models),
		dueWork: dueWork(connection, models),
		endpoints: endpointRepository(connection, models),
		deliveries: deliveryRepository(connection, models),
		usage: usageRepository(connection, models),
		processes: processRepository(connection, models),
		hostKeys: hostKeyRepository(connection, models),
		audit: auditRepository(connection, models),
		revokedTokens: revokedTokenRepository(connection, models),
		certificateAuthorities: certificateAuthorityRepository(connection, models),
		revokedCertificates: revokedCertificateRepository(connection, models),
		usedAssertions: usedAssertionRepository(connection, models),
		transfer: transfer(connection, models),
		ping: () =>
			connection.run(async () => {
				await connection.mongoose.db?.command({ ping: 1 });
			}),
		close: () => connection.close(),
	};
}
