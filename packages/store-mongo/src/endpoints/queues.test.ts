import { buildEndpoint } from '@latchkey/testing';
import { describe, expect, inject, it } from 'vitest';
import { connectTo, scratch } from '../../test/scratch-database.ts';
import { storeOn } from '../store.ts';

const mongo = inject('mongo');

describe.skipIf('missing' in mongo)('leases of endpoints', () => {
	it('are renewed and given back by one command, however many they are', async () => {
		const connection = await connectTo(scratch(mongo), { monitorCommands: true });
		const commands: string[] = [];
		connection.mongoose.getClient().on('commandStarted', ({ commandName }) => void commands.push(commandName));
		const { endpoints, close } = storeOn(connection);
		const tenants = ['a', 'b'].map((domainId) => ({ customerId: 'acme', domainId }));
		for (const tenant of tenants) {
			for (let slot = 0; slot < 3; slot++) {
				const built = buildEndpoint(tenant, { slot: `0${slot}`, nextAttemptAt: 1 });
				await endpoints.insert(built, []);
			}
		}
		const lease = { holder: 'one', now: 5, leaseMs: 100 };
		const claimed = await endpoints.claim({ ...lease, limit: 10 });
		const keys = claimed.map(({ customerId, domainId, endpointId }) => ({
			tenant: { customerId, domainId },
			endpointId,
		}));
		expect(keys).toHaveLength(6);
		commands.length = 0;
		expect(await endpoints.renew({ ...lease, now: 50 }, keys)).toStrictEqual(keys);
		expect(commands).toStrictEqual(['update']);
		await endpoints.release('one', keys);
		expect(commands).toStrictEqual(['update', 'update']);
		await close();
	});
});
