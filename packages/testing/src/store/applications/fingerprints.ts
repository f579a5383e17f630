import { tombstoneSlot } from '@latchkey/core';
import { expect } from 'vitest';
import { buildApplication, buildEndedSecret, buildSecret } from '../builders/applications.ts';
import { BUILT_AT } from '../builders/built.ts';
import type { StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';

export const fingerprintCases: readonly StoreCase[] = [
	{
		name: 'finds whose secret it is by its fingerprint, whichever of its secrets, of all tenants',
		async run({ store: { applications } }) {
			for (const tenant of [TENANT, ...Object.values(STRANGERS)]) {
				const secrets = [buildSecret(), buildSecret({ fingerprint: null }), buildSecret()];
				const application = buildApplication(tenant, { secrets });
				await applications.insert(buildApplication(tenant), []);
				await applications.insert(application, []);
				for (const { fingerprint } of [secrets[0], secrets[2]].filter((secret) => secret !== undefined)) {
					expect(await applications.findByFingerprint(fingerprint ?? '')).toStrictEqual(application);
				}
			}
		},
	},
	{
		name: 'finds nothing by a fingerprint that nobody has, nor by an empty one',
		async run({ store: { applications } }) {
			await applications.insert(buildApplication(TENANT, { secrets: [buildSecret({ fingerprint: null })] }), []);
			await applications.insert(buildApplication(TENANT, { secrets: [] }), []);
			for (const unknown of ['', 'null', 'unknown', buildSecret().digest]) {
				expect(await applications.findByFingerprint(unknown), unknown).toBeUndefined();
			}
		},
	},
	{
		name: 'finds by what the secrets are now: added, taken out, removed, and left alone by other changes',
		async run({ store: { applications } }) {
			const [old, next] = [buildSecret(), buildSecret()];
			const application = buildApplication(TENANT, { secrets: [old] });
			const { clientId } = application;
			const findIt = async (fingerprint: string | null): Promise<string | undefined> =>
				(await applications.findByFingerprint(fingerprint ?? ''))?.clientId;
			await applications.insert(application, []);
			await applications.update(TENANT, clientId, 1, { secrets: [old, next] }, []);
			expect([await findIt(old.fingerprint), await findIt(next.fingerprint)]).toStrictEqual([clientId, clientId]);
			await applications.update(TENANT, clientId, 2, { secrets: [next] }, []);
			expect([await findIt(old.fingerprint), await findIt(next.fingerprint)]).toStrictEqual([undefined, clientId]);
			await applications.update(TENANT, clientId, 3, { name: 'Renamed' }, []);
			expect(await findIt(next.fingerprint)).toBe(clientId);
			expect(await applications.update(TENANT, clientId, 3, { secrets: [] }, []), 'too late').toBe('stale');
			expect(await findIt(next.fingerprint)).toBe(clientId);
			const slot = tombstoneSlot(clientId);
			const removal = { status: 'removed', slot, removedAt: BUILT_AT, secrets: [] } as const;
			await applications.update(TENANT, clientId, 4, removal, []);
			expect(await findIt(next.fingerprint)).toBeUndefined();
		},
	},
	{
		name: 'finds by a secret that has ended as long as it is remembered, of all tenants',
		async run({ store: { applications } }) {
			for (const tenant of [TENANT, ...Object.values(STRANGERS)]) {
				const ended = [buildEndedSecret(), buildEndedSecret({ fingerprint: null }), buildEndedSecret()];
				const application = buildApplication(tenant, { endedSecrets: ended });
				const { clientId } = application;
				await applications.insert(application, []);
				for (const one of [application.secrets[0], ended[0], ended[2]]) {
					expect(await applications.findByFingerprint(one?.fingerprint ?? '')).toStrictEqual(application);
				}
				const [first, , last] = ended;
				await applications.update(tenant, clientId, 1, { endedSecrets: ended.slice(2) }, []);
				expect(await applications.findByFingerprint(first?.fingerprint ?? '')).toBeUndefined();
				expect((await applications.findByFingerprint(last?.fingerprint ?? ''))?.clientId).toBe(clientId);
				await applications.update(tenant, clientId, 2, { secrets: [] }, []);
				expect((await applications.findByFingerprint(last?.fingerprint ?? ''))?.clientId).toBe(clientId);
			}
		},
	},
	{
		name: 'finds what a copy has written, and not what it has replaced',
		async run({ store: { applications, transfer } }) {
			const [replaced, written] = [buildSecret(), buildSecret()];
			const application = buildApplication(TENANT, { secrets: [replaced] });
			await applications.insert(application, []);
			const copied = { ...application, secrets: [written], revision: 9 };
			await transfer.write('applications', [{ application: copied, events: [] }]);
			expect(await applications.findByFingerprint(replaced.fingerprint ?? '')).toBeUndefined();
			expect(await applications.findByFingerprint(written.fingerprint ?? '')).toStrictEqual(copied);
		},
	},
];
