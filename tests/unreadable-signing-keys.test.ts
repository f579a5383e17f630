import { randomBytes } from 'node:crypto';
import { type HostKey, localKeyEncryption } from '@latchkey/core';
import { buildHostKey, manualClock } from '@latchkey/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { sharedPlace } from './support/place.ts';

const DAY_MS = 86_400_000;
const manages = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors = { admin: { userId: 'admin', customerId: 'acme', domains: { main: manages } } };
const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } });
const clock = manualClock();

beforeEach(() => clock.set(Date.UTC(2026, 0, 1)));

/** Two lives of a host on one store, with the key put there in between. */
async function restartedWith(key: Partial<HostKey>): Promise<EmbeddedHost> {
	const place = sharedPlace();
	const first = await startEmbeddedHost({ actors, clock, keyEncryption, place });
	const gone = { keyEncryptionKeyId: 'a version that was destroyed', ciphertext: 'AAAA' };
	await first.store.hostKeys.insert(buildHostKey({ keyId: 'shut', wrapped: gone, ...key }));
	await first.close();
	return await startEmbeddedHost({ actors, clock, keyEncryption, place });
}

const published = async (host: EmbeddedHost): Promise<(string | undefined)[]> =>
	(await host.latchkey.publicKeys()).keys.map(({ kid }) => kid);

async function credentials(host: EmbeddedHost): Promise<string> {
	const body = { name: 'EMM', privileges: ['devices:read'] };
	const added = await host.call('admin', 'POST', '/v1/domains/main/client-applications', { body });
	return (added.json['credentials'] as { oauthCredentials: string }).oauthCredentials;
}

describe('a signing key that cannot be opened', () => {
	it.each([
		['that has signed', -DAY_MS],
		['that is to sign', DAY_MS],
	])('%s keeps no host from starting, is not published, and is logged once', async (_, ahead) => {
		const activatesAt = clock.now() + ahead;
		const host = await restartedWith({ createdAt: clock.now() - DAY_MS, activatesAt });
		const keys = await published(host);
		expect(keys).toHaveLength(1);
		expect(keys).not.toContain('shut');
		const token = await tokenOf(host, await credentials(host));
		expect(token.status, token.text).toBe(200);
		const bearer = { authorization: `Bearer ${String(token.json['access_token'])}` };
		for (let minute = 0; minute < 3; minute++) {
			clock.advance(60_000);
			expect((await host.call(undefined, 'GET', '/api/devices:read', { headers: bearer })).status).toBe(200);
		}
		const told = host.logger.lines.filter(({ fields }) => fields['keyId'] === 'shut');
		expect(told.map(({ level }) => level)).toEqual(['error']);
		await host.close();
	});

	it('keeps hosts from starting where it is the one that signs, and not once another one does', async () => {
		const place = sharedPlace();
		const host = await startEmbeddedHost({ actors, clock, keyEncryption, place });
		const wrapped = { keyEncryptionKeyId: 'gone', ciphertext: 'AAAA' };
		await host.store.hostKeys.insert(
			buildHostKey({ keyId: 'shut', wrapped, createdAt: clock.now(), activatesAt: clock.now() + 1 }),
		);
		clock.advance(2);
		await expect(startEmbeddedHost({ actors, clock, keyEncryption, place })).rejects.toThrow('shut');
		await host.latchkey.signingKeys.rotateNow();
		const next = await startEmbeddedHost({ actors, clock, keyEncryption, place });
		expect(await published(next)).toHaveLength(1);
		await next.close();
		await host.close();
	});

	it('is published once it can be opened after all', async () => {
		let away = true;
		const flaky = {
			...keyEncryption,
			async unwrap(...[wrapped, context]: Parameters<typeof keyEncryption.unwrap>) {
				if (away && context.includes('token_signing')) throw new Error('the key service is away');
				return keyEncryption.unwrap(wrapped, context);
			},
		};
		const place = sharedPlace();
		const first = await startEmbeddedHost({ actors, clock, keyEncryption, place });
		const keys = await published(first);
		const other = await startEmbeddedHost({ actors, clock, keyEncryption: flaky, place }).catch(String);
		expect(other).toContain('cannot be opened');
		away = false;
		const back = await startEmbeddedHost({ actors, clock, keyEncryption: flaky, place });
		away = true;
		const { added } = await first.latchkey.signingKeys.rotateNow();
		clock.advance(2000);
		expect(await published(back)).toEqual([]);
		away = false;
		clock.advance(2000);
		expect(await published(back), 'not asked yet').toEqual([]);
		clock.advance(10_000);
		expect(await published(back)).toEqual([added.keyId]);
		expect(keys).not.toContain(added.keyId);
		await first.close();
		await back.close();
	});
});
