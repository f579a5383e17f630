import { type DeliveryRepository, type EndpointRepository, StoreUnavailableError } from '@latchkey/core';
import type { MongoConnection } from './connection.ts';

/** This store keeps no endpoints: there are none to be found, and none can be added. */
export function endpointRepository({ run }: MongoConnection): EndpointRepository {
	return {
		insert: () => run(refuse),
		find: () => run(async () => undefined),
		list: () => run(async () => []),
		live: () => run(async () => []),
		slots: () => run(async () => []),
		update: () => run(refuse),
		claim: () => run(async () => []),
		release: () => run(async () => undefined),
		wake: () => run(refuse),
		reschedule: () => run(refuse),
		nextAt: () => run(async () => null),
		purgeRemoved: () => run(async () => 0),
	};
}

export function deliveryRepository({ run }: MongoConnection): DeliveryRepository {
	return {
		insert: () => run(refuse),
		find: () => run(async () => undefined),
		list: () => run(async () => []),
		due: () => run(async () => []),
		nextAttemptAt: () => run(async () => null),
		record: () => run(refuse),
		replay: () => run(refuse),
		hold: () => run(async () => 0),
		remove: () => run(async () => 0),
		purge: () => run(async () => 0),
	};
}

async function refuse(): Promise<never> {
	throw new StoreUnavailableError('the store on MongoDB keeps no endpoints and no deliveries');
}
