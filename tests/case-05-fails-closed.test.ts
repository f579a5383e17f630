import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { type Actor, localKeyEncryption } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { revealsIn, revealUntilFull } from './support/full-disk.ts';
import { scratchFile } from './support/scratch-file.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const TENANT = { customerId: 'acme', domainId: 'main' };
const PATH = '/v1/domains/main/client-applications';

/** By a clock that is ahead: what another process has leased is free again when that has ended. */
async function hostOn(file: string, key: Uint8Array, aheadMs = 0): Promise<EmbeddedHost> {
	const store = await sqliteStore({ file, lockTimeoutMs: 50 });
	const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: key } });
	const clock = { now: () => Date.now() + aheadMs };
	return startEmbeddedHost({ actors: { admin }, store, keyEncryption, clock });
}

async function addOne(host: EmbeddedHost): Promise<{ clientId: string; clientSecret: string }> {
	const answer = await host.call('admin', 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
	return answer.json['credentials'] as { clientId: string; clientSecret: string };
}

describe('case 5: no secret is shown without its entry', () => {
	it('while another process holds the database, nothing is shown, and after it everything goes on', async () => {
		const file = scratchFile();
		const host = await hostOn(file, randomBytes(32));
		const { clientId, clientSecret } = await addOne(host);
		let shown = 0;
		const count = async (): Promise<number> => {
			const answer = await host.call('admin', 'POST', `${PATH}/${clientId}/reveal`, { body: {} });
			expect(answer.text.includes(clientSecret), 'shown only with 200').toBe(answer.status === 200);
			if (answer.status === 200) shown += 1;
			else expect(answer.status).toBe(503);
			return answer.status;
		};
		expect(await count()).toBe(200);
		const holder = new DatabaseSync(file);
		onTestFinished(() => holder.close());
		for (let time = 0; time < 3; time++) {
			holder.exec('BEGIN IMMEDIATE');
			expect(await Promise.all([count(), count(), count()])).toEqual([503, 503, 503]);
			holder.exec('ROLLBACK');
			expect(await count()).toBe(200);
		}
		// Let go in the middle of it: each is shown and entered, or neither.
		for (let time = 0; time < 5; time++) {
			holder.exec('BEGIN IMMEDIATE');
			const asked = Array.from({ length: 4 }, count);
			await turn();
			holder.exec('ROLLBACK');
			await Promise.all(asked);
		}
		expect(shown).toBeGreaterThan(3);
		expect(await revealsIn(host, TENANT)).toBe(shown);
		await host.close();
	});

	it('while no byte more can be written, nothing is shown, and no entry is lost or made up', async () => {
		const file = scratchFile();
		const key = randomBytes(32);
		const first = await hostOn(file, key);
		await addOne(first);
		await first.close();
		const { shown, refused, otherFailures } = await revealUntilFull(file, key);
		expect(otherFailures).toBe(0);
		expect(refused, 'it became full').toBeGreaterThan(0);
		expect(shown).toBeGreaterThan(5);
		const host = await hostOn(file, key, 60_000);
		const entered = await revealsIn(host, TENANT);
		expect(entered).toBe(shown);
		await host.close();
	});
});
