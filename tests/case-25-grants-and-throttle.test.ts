import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Actor } from '@latchkey/core';
import { memoryThrottle } from '@latchkey/runtime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { runs } from './support/soak.ts';

const PATH = '/v1/domains/main/client-applications';

/** Every set of privileges that somebody may be allowed to grant. */
const SETS = Array.from({ length: 2 ** PRIVILEGES.length }, (_, bits) =>
	PRIVILEGES.filter((_privilege, index) => (bits & (1 << index)) !== 0),
);
const nameOf = (grantable: readonly string[]): string => `may grant ${grantable.join(' ') || 'nothing'}`;

const actors: Record<string, Actor> = Object.fromEntries(
	SETS.map((grantable) => [
		nameOf(grantable),
		{ userId: 'someone', customerId: 'acme', domains: { main: { manage: true, reveal: true, grantable } } },
	]),
);
const admin = nameOf(PRIVILEGES);

describe('case 25: nobody grants, or gains, what they lack', () => {
	let host: EmbeddedHost;
	beforeAll(async () => {
		host = await startEmbeddedHost({ actors, limit: 1000 });
	});
	afterAll(() => host.close());

	const isSubset = (part: readonly string[], whole: readonly string[]): boolean =>
		part.every((privilege) => whole.includes(privilege));

	it('by adding: all pairs of what may be granted and what is asked for', async () => {
		for (const grantable of SETS) {
			for (const privileges of SETS) {
				const answer = await host.call(nameOf(grantable), 'POST', PATH, { body: { name: 'EMM', privileges } });
				expect(answer.status, `${nameOf(grantable)}: ${privileges}`).toBe(isSubset(privileges, grantable) ? 201 : 403);
			}
		}
	});

	it('by changing, rotating or revealing: withdrawing is free, granting is not', async () => {
		const held = ['devices:read', 'devices:write'];
		const added = await host.call(admin, 'POST', PATH, { body: { name: 'EMM', privileges: held } });
		const path = `${PATH}/${String(added.json['clientId'])}`;
		for (const grantable of SETS) {
			const user = nameOf(grantable);
			for (const privileges of SETS) {
				const granted = privileges.filter((privilege) => !held.includes(privilege));
				const answer = await host.call(user, 'PATCH', path, { body: { privileges } });
				expect(answer.status, `${user}: ${privileges}`).toBe(isSubset(granted, grantable) ? 200 : 403);
				await host.call(admin, 'PATCH', path, { body: { privileges: held } });
			}
			const expected = isSubset(held, grantable);
			const revealed = await host.call(user, 'POST', `${path}/reveal`, { body: {} });
			expect(revealed.status, user).toBe(expected ? 200 : 403);
			const rotated = await host.call(user, 'POST', `${path}/secrets`, { body: { overlap: 0 } });
			expect(rotated.status, user).toBe(expected ? 201 : 403);
		}
	});

	it('a privilege that is not in the catalogue is granted by nobody', async () => {
		const answer = await host.call(admin, 'POST', PATH, { body: { name: 'EMM', privileges: ['admin:all'] } });
		expect(answer.status).toBe(400);
	});
});

describe('case 25: the throttle on failed authentication', () => {
	const options = { failuresPerClient: 5, failuresPerAddress: 8 };
	let host: EmbeddedHost;
	let oauthCredentials: string;
	beforeAll(async () => {
		host = await startEmbeddedHost({ actors, throttle: memoryThrottle(options) });
		const added = await host.call(admin, 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
		oauthCredentials = (added.json['credentials'] as { oauthCredentials: string }).oauthCredentials;
	});
	afterAll(() => host.close());

	it('tells who fails too often to wait, and never the holder of the right secret', async () => {
		const wrong = Buffer.from(`${Buffer.from(oauthCredentials, 'base64').toString().split(':')[0]}:wrong`).toString(
			'base64',
		);
		const statuses = [];
		for (let count = 0; count < runs(300, 34); count++) {
			const { status, headers } = await tokenOf(host, wrong);
			statuses.push(status);
			if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
		}
		expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
		expect(new Set(statuses.slice(5))).toEqual(new Set([429]));
		expect((await tokenOf(host, oauthCredentials)).status).toBe(200);
	});

	it.each([
		[
			'one IPv6 /64',
			['2001:db8::1', '2001:db8:0:0::2', '2001:DB8:0:0:ffff::3', '2001:0db8::4%eth0', '2001:db8::ffff:ffff'],
		],
		[
			'one IPv4 address, mapped or not',
			['192.0.2.7', '::ffff:192.0.2.7', '::ffff:c000:207', '::FFFF:192.0.2.7', '192.0.2.7'],
		],
	])('counts %s as one, however it is spelled', async (_what, spellings) => {
		const throttle = memoryThrottle({ failuresPerAddress: spellings.length - 1 });
		const waits = [];
		for (const address of spellings) waits.push(await throttle.failed({ clientId: undefined, address }));
		expect(waits.slice(0, -1).every((wait) => wait === 0)).toBe(true);
		expect(waits.at(-1)).toBeGreaterThan(0);
	});

	it('counts different /64 and different addresses apart, and what is no address not at all', async () => {
		const throttle = memoryThrottle({ failuresPerAddress: 1 });
		for (const address of ['2001:db8:0:1::1', '2001:db8:0:2::1', '192.0.2.8', '192.0.2.9', 'nonsense', 'nonsense']) {
			expect(await throttle.failed({ clientId: undefined, address })).toBe(0);
		}
	});

	it('keeps its memory bounded whatever addresses are invented', async () => {
		const throttle = memoryThrottle();
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc') as () => void;
		const heap = (): number => {
			collect();
			return process.memoryUsage().heapUsed;
		};
		const fail = async (from: number, to: number): Promise<void> => {
			for (let n = from; n < to; n++) {
				const address = `2001:db8:${(n >> 16).toString(16)}:${(n & 0xffff).toString(16)}::1`;
				await throttle.failed({ clientId: undefined, address });
			}
		};
		// Enough to have used every counter; from there on, nothing may be kept that is not kept already.
		const many = runs(150_000, 4);
		await fail(0, many);
		const full = heap();
		await fail(many, 2 * many);
		// A counter for each would take some 300 bytes.
		expect(heap() - full).toBeLessThan(many * 100);
	});
});
