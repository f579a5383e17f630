import { type Store, StoreUnavailableError } from '@latchkey/core';
import { expect } from 'vitest';
import { documentOf } from './assertions.ts';
import { buildAuditEntry, buildCheckpoint } from './audit/entries.ts';
import { buildApplication } from './builders/applications.ts';
import { buildAuthority } from './builders/certificates.ts';
import { buildEndpoint } from './builders/endpoints.ts';
import { buildHostKey } from './builders/keys.ts';
import { buildPolicy } from './builders/policies.ts';
import { buildRevokedToken, buildUsedAssertion } from './builders/tokens.ts';
import { claimOf } from './leases.ts';
import type { StoreCase } from './store-case.ts';
import { TENANT } from './tenants.ts';

const { clientId } = buildApplication(TENANT);
const { endpointId } = buildEndpoint(TENANT);

const AUTHORITY = buildAuthority('acme');

/** Every method; with nothing to do, where that is possible, since a store may be tempted to answer that at once. */
const CALLS: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
	'applications.insert': ({ applications }) => applications.insert(buildApplication(TENANT), []),
	'applications.find': ({ applications }) => applications.find(TENANT, clientId),
	'applications.list': ({ applications }) => applications.list(TENANT, { limit: 10 }),
	'applications.count': ({ applications }) => applications.count(TENANT),
	'applications.slots': ({ applications }) => applications.slots(TENANT),
	'applications.update': ({ applications }) => applications.update(TENANT, clientId, 1, {}, []),
	'applications.invalidatedSince': ({ applications }) => applications.invalidatedSince(0, undefined, 10),
	'applications.findByFingerprint': ({ applications }) => applications.findByFingerprint('unknown'),
	'applications.findByCertificateKey': ({ applications }) => applications.findByCertificateKey(TENANT, 'unknown'),
	'applications.purgeRemoved': ({ applications }) => applications.purgeRemoved(0, 10),
	'policies.find': ({ policies }) => policies.find(TENANT),
	'policies.insert': ({ policies }) => policies.insert(buildPolicy(TENANT)),
	'policies.update': ({ policies }) => policies.update(TENANT, 1, {}, []),
	'policies.listDomains': ({ policies }) => policies.listDomains(TENANT.customerId, undefined, 10),
	'policies.listAll': ({ policies }) => policies.listAll(undefined, 10),
	'policies.purgeRemoved': ({ policies }) => policies.purgeRemoved(0, 10),
	'dueWork.reschedule': ({ dueWork }) => dueWork.reschedule(TENANT, clientId, 1, null),
	'outbox.pending': ({ outbox }) => outbox.pending(10),
	'outbox.take': ({ outbox }) => outbox.take(documentOf(TENANT, clientId), []),
	'outbox.claim': ({ outbox }) => outbox.claim(claimOf()),
	'outbox.release': ({ outbox }) => outbox.release('holder-1', []),
	'dueWork.claim': ({ dueWork }) => dueWork.claim(claimOf()),
	'dueWork.release': ({ dueWork }) => dueWork.release('holder-1', []),
	'dueWork.nextAt': ({ dueWork }) => dueWork.nextAt(),
	'endpoints.insert': ({ endpoints }) => endpoints.insert(buildEndpoint(TENANT), []),
	'endpoints.find': ({ endpoints }) => endpoints.find(TENANT, endpointId),
	'endpoints.list': ({ endpoints }) => endpoints.list(TENANT, { limit: 10 }),
	'endpoints.live': ({ endpoints }) => endpoints.live(TENANT),
	'endpoints.slots': ({ endpoints }) => endpoints.slots(TENANT),
	'endpoints.update': ({ endpoints }) => endpoints.update(TENANT, endpointId, 1, {}, []),
	'endpoints.claim': ({ endpoints }) => endpoints.claim(claimOf()),
	'endpoints.renew': ({ endpoints }) => endpoints.renew(claimOf(), []),
	'endpoints.release': ({ endpoints }) => endpoints.release('holder-1', []),
	'endpoints.wake': ({ endpoints }) => endpoints.wake(TENANT, [], 0),
	'endpoints.reschedule': ({ endpoints }) => endpoints.reschedule(TENANT, endpointId, 0, null),
	'endpoints.nextAt': ({ endpoints }) => endpoints.nextAt(),
	'endpoints.purgeRemoved': ({ endpoints }) => endpoints.purgeRemoved(0, 10),
	'deliveries.insert': ({ deliveries }) => deliveries.insert(TENANT, []),
	'deliveries.find': ({ deliveries }) => deliveries.find(TENANT, endpointId, 'dlv_unknown'),
	'deliveries.list': ({ deliveries }) => deliveries.list(TENANT, endpointId, { limit: 10 }),
	'deliveries.due': ({ deliveries }) => deliveries.due(TENANT, endpointId, 0, 10),
	'deliveries.nextAttemptAt': ({ deliveries }) => deliveries.nextAttemptAt(TENANT, endpointId),
	'deliveries.record': ({ deliveries }) => deliveries.record(TENANT, []),
	'deliveries.replay': ({ deliveries }) => deliveries.replay(TENANT, endpointId, []),
	'deliveries.hold': ({ deliveries }) => deliveries.hold(TENANT, endpointId, 10),
	'deliveries.remove': ({ deliveries }) => deliveries.remove(TENANT, endpointId, 10),
	'deliveries.purge': ({ deliveries }) => deliveries.purge(0, 10),
	'usage.record': ({ usage }) => usage.record(TENANT, []),
	'usage.find': ({ usage }) => usage.find(TENANT, []),
	'processes.report': ({ processes }) => processes.report({ processId: 'one', usageWrittenUntil: 0 }),
	'processes.list': ({ processes }) => processes.list(),
	'processes.remove': ({ processes }) => processes.remove([]),
	'hostKeys.list': ({ hostKeys }) => hostKeys.list(),
	'hostKeys.insert': ({ hostKeys }) => hostKeys.insert(buildHostKey()),
	'hostKeys.rewrap': ({ hostKeys }) => hostKeys.rewrap('unknown', buildHostKey().wrapped, buildHostKey().wrapped),
	'audit.append': ({ audit }) => audit.append(TENANT, []),
	'audit.known': ({ audit }) => audit.known(TENANT, []),
	'audit.head': ({ audit }) => audit.head(TENANT),
	'audit.list': ({ audit }) => audit.list(TENANT, { limit: 10 }),
	'audit.read': ({ audit }) => audit.read(TENANT, 0, 10),
	'audit.checkpoint': ({ audit }) => audit.checkpoint(TENANT),
	'audit.cut': ({ audit }) => audit.cut(buildCheckpoint(buildAuditEntry(TENANT, 1))),
	'audit.expired': ({ audit }) => audit.expired(0, undefined, 10),
	'audit.tenants': ({ audit }) => audit.tenants(undefined, 10),
	'hostKeys.remove': ({ hostKeys }) => hostKeys.remove([]),
	'revokedTokens.insert': ({ revokedTokens }) => revokedTokens.insert(TENANT, buildRevokedToken(), 10),
	'revokedTokens.revokedSince': ({ revokedTokens }) => revokedTokens.revokedSince(0, 0, undefined, 10),
	'revokedTokens.purgeExpired': ({ revokedTokens }) => revokedTokens.purgeExpired(0, 10),
	'certificateAuthorities.list': ({ certificateAuthorities }) => certificateAuthorities.list('acme'),
	'certificateAuthorities.insert': ({ certificateAuthorities }) => certificateAuthorities.insert(AUTHORITY),
	'certificateAuthorities.rewrap': ({ certificateAuthorities }) =>
		certificateAuthorities.rewrap(AUTHORITY, AUTHORITY.wrapped, AUTHORITY.wrapped),
	'certificateAuthorities.remove': ({ certificateAuthorities }) => certificateAuthorities.remove('acme'),
	'certificateAuthorities.listAll': ({ certificateAuthorities }) => certificateAuthorities.listAll(undefined, 10),
	'revokedCertificates.insert': ({ revokedCertificates }) => revokedCertificates.insert([]),
	'revokedCertificates.list': ({ revokedCertificates }) => revokedCertificates.list(AUTHORITY, undefined, 10),
	'revokedCertificates.remove': ({ revokedCertificates }) => revokedCertificates.remove('acme'),
	'revokedCertificates.purgeExpired': ({ revokedCertificates }) => revokedCertificates.purgeExpired(0, 10),
	'usedAssertions.use': ({ usedAssertions }) => usedAssertions.use(TENANT, buildUsedAssertion()),
	'usedAssertions.purgeExpired': ({ usedAssertions }) => usedAssertions.purgeExpired(0, 10),
	'transfer.read': ({ transfer }) => transfer.read('applications', undefined, 10),
	'transfer.write': ({ transfer }) => transfer.write('applications', []),
	'transfer.count': ({ transfer }) => transfer.count('applications'),
	ping: (store) => store.ping(),
};

export const closingCases: readonly StoreCase[] = [
	{
		name: 'answers a ping while it is open',
		async run({ store }) {
			expect(await store.ping()).toBeUndefined();
		},
	},
	...Object.entries(CALLS).map(([method, call]) => ({
		name: `${method} rejects with StoreUnavailableError after close, instead of answering that there is nothing`,
		async run({ store }: { readonly store: Store }) {
			await store.close();
			await expect(call(store)).rejects.toBeInstanceOf(StoreUnavailableError);
		},
	})),
];
