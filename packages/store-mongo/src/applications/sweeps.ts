import type { ApplicationRepository, Invalidation } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { application, beyond, is, ofTenant } from '../database/filters.ts';
import { type ApplicationDocument, applicationOf } from '../documents.ts';
import type { Models } from '../models.ts';

const INVALIDATION = {
	invalidatedAt: 1,
	revision: 1,
	tokenEpoch: 1,
	revokedCredentials: 1,
	privileges: 1,
	allowedAddresses: 1,
} as const;

type InvalidationDocument = Omit<Invalidation, 'clientId'> & { readonly _id: string };

/** What crosses tenants. */
export function applicationSweeps(
	{ run }: MongoConnection,
	{ applications, usage }: Models,
): Pick<ApplicationRepository, 'invalidatedSince' | 'findByFingerprint' | 'purgeRemoved'> {
	return {
		invalidatedSince: (since, after, limit) =>
			run(async () => {
				const position = after === undefined ? {} : beyond('$gt', 'invalidatedAt', after.invalidatedAt, after.clientId);
				// Said again beside the position, for servers that look at no index inside an `$or`.
				const from = Math.max(since, after?.invalidatedAt ?? since);
				const found = await applications
					.find({ invalidatedAt: { $gte: from }, ...position } as never, INVALIDATION)
					.sort({ invalidatedAt: 1, _id: 1 })
					.limit(limit)
					.lean<InvalidationDocument[]>();
				return found.map(({ _id: clientId, ...invalidation }) => ({ clientId, ...invalidation }));
			}),
		findByFingerprint: (fingerprint) =>
			run(async () => {
				// One after the other: compatible servers look at no index inside an `$or`.
				for (const field of ['secrets.fingerprint', 'endedSecrets.fingerprint']) {
					const filter = { [field]: is(fingerprint) };
					const found = await applications.findOne(filter as never).lean<ApplicationDocument>();
					if (found !== null) return applicationOf(found);
				}
				return undefined;
			}),
		purgeRemoved: (before, limit) =>
			run(async () => {
				const purgeable = { removedAt: { $lt: before }, 'outbox.0': { $exists: false } };
				const found = await applications
					.find(purgeable as never, { customerId: 1, domainId: 1 })
					.sort({ removedAt: 1, _id: 1 })
					.limit(limit)
					.lean<ApplicationDocument[]>();
				let purged = 0;
				for (const { _id: clientId, customerId, domainId } of found) {
					const tenant = { customerId, domainId };
					const ofApplication = { ...ofTenant(tenant), clientId: is(clientId) };
					await usage.deleteMany(ofApplication as never);
					const { deletedCount } = await applications.deleteOne({
						...application(tenant, clientId),
						...purgeable,
					} as never);
					// What was recorded in between; who records later finds no application.
					await usage.deleteMany(ofApplication as never);
					purged += deletedCount;
				}
				return purged;
			}),
	};
}
