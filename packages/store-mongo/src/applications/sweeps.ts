import type { ApplicationRepository, Invalidation } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { beyond, is, ofTenant } from '../database/filters.ts';
import { purgeRemoved } from '../events/purge.ts';
import type { Models } from '../models.ts';
import { type ApplicationDocument, applicationOf } from './documents.ts';

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
			run(() =>
				purgeRemoved(applications, before, limit, async (removed, deleteIt) => {
					const ofApplication = { ...ofTenant(removed), clientId: is(removed._id) };
					await usage.deleteMany(ofApplication as never);
					const deleted = await deleteIt();
					// What was recorded in between; who records later finds no application.
					await usage.deleteMany(ofApplication as never);
					return deleted;
				}),
			),
	};
}
