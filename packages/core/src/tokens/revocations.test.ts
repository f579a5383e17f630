import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capturedLogger } from '../../test/captured-logger.ts';
import { clientApplication, NOW } from '../../test/samples.ts';
import { runs } from '../../test/soak.ts';
import { StoreUnavailableError } from '../errors.ts';
import type { Invalidation, RevokedToken } from '../store.ts';
import { CLOCK_OVERLAP_MS, revocations } from './revocations.ts';

const DAY = 86_400_000;
const MEMORY_MS = DAY;

/** The store's feed as its contract has it, a clock that can be set, and what reads the one by the other. */
function setUp() {
	const rows = new Map<string, Invalidation>();
	const world = {
		now: NOW,
		away: false,
		reads: 0,
		keyReads: 0,
		tokens: [] as RevokedToken[],
		answered: Promise.resolve(),
	};
	const applications = {
		async invalidatedSince(
			since: number,
			after: { invalidatedAt: number; clientId: string } | undefined,
			limit: number,
		) {
			world.reads += 1;
			if (world.away) throw new StoreUnavailableError('the store is away');
			const page = [...rows.values()]
				.filter((row) => row.invalidatedAt >= since && (after === undefined || compare(row, after) > 0))
				.sort(compare)
				.slice(0, limit);
			await world.answered;
			return page;
		},
	};
	const logger = capturedLogger();
	const clock = { now: () => world.now };
	const revokedTokens = {
		async revokedSince(since: number, now: number) {
			return world.tokens.filter(({ revokedAt, expiresAt }) => revokedAt >= since && expiresAt > now);
		},
	};
	const readKeys = async (): Promise<void> => {
		world.keyReads += 1;
	};
	const parts = { applications, revokedTokens, readKeys, clock, logger, revocationMemoryMs: MEMORY_MS };
	const known = revocations(parts);
	const put = (clientId: string, fields: Partial<Invalidation> = {}): void => {
		const nothing = { revokedCredentials: [], privileges: [], allowedAddresses: [] };
		const none = { revision: 2, invalidatedAt: world.now, tokenEpoch: 0, ...nothing };
		rows.set(clientId, { ...none, clientId, ...fields });
	};
	const revoked = (clientId: string, credentialId = 'sec_1', tokenEpoch = 0, tokenId = 'jti'): boolean =>
		known.isRevoked({ clientId, credentialId, tokenEpoch, tokenId });
	return { world, logger, known, put, revoked };
}

type Position = Pick<Invalidation, 'invalidatedAt' | 'clientId'>;

function compare(a: Position, b: Position): number {
	if (a.invalidatedAt !== b.invalidatedAt) return a.invalidatedAt - b.invalidatedAt;
	return a.clientId < b.clientId ? -1 : Number(a.clientId > b.clientId);
}

describe('what is revoked', () => {
	it('is every token of an earlier epoch, and every token of a revoked secret', async () => {
		const { known, put, revoked } = setUp();
		put('epoch', { tokenEpoch: 3 });
		put('secret', { revokedCredentials: [{ credentialId: 'sec_leaked', revokedAt: NOW }] });
		await known.refresh();
		expect([revoked('epoch', 'sec_1', 2), revoked('epoch', 'sec_1', 3)]).toEqual([true, false]);
		expect([revoked('secret', 'sec_leaked'), revoked('secret', 'sec_1')]).toEqual([true, false]);
		expect(revoked('nobody')).toBe(false);
	});

	it('is known after a refresh, though a slow reading that had not seen it was in hand', async () => {
		const { world, known, put, revoked } = setUp();
		const { promise, resolve } = Promise.withResolvers<void>();
		world.answered = promise;
		const slow = known.refresh();
		put('late', { tokenEpoch: 1 });
		const refreshed = known.refresh();
		resolve();
		await Promise.all([slow, refreshed]);
		expect(revoked('late')).toBe(true);
	});

	it('is known at once where this process committed it', () => {
		const { known, revoked } = setUp();
		known.note(clientApplication({ clientId: 'here', tokenEpoch: 1, invalidatedAt: NOW }));
		expect(revoked('here')).toBe(true);
	});

	it('is never unlearned from an older reading', async () => {
		const { known, put, revoked } = setUp();
		known.note(clientApplication({ clientId: 'here', revision: 7, tokenEpoch: 1, invalidatedAt: NOW }));
		put('here', { revision: 6, tokenEpoch: 0 });
		await known.refresh();
		expect(revoked('here')).toBe(true);
	});

	it('of single tokens is kept until they have expired by any clock, and read anew where the clock is set back by more', async () => {
		const { world, known, revoked } = setUp();
		const expiresAt = NOW + 60_000;
		world.tokens = [{ tokenId: 'short', clientId: 'one', revokedAt: NOW, expiresAt }];
		const isRevoked = () => revoked('one', 'sec_1', 0, 'short');
		await known.refresh();
		const { tokens } = world;
		world.tokens = [];
		world.now = expiresAt + CLOCK_OVERLAP_MS;
		await known.refresh();
		expect(isRevoked()).toBe(true);
		world.now += 1;
		await known.refresh();
		expect(isRevoked(), 'nobody needs to know of it').toBe(false);
		world.tokens = tokens;
		world.now = NOW + 1000;
		await known.refresh();
		expect(isRevoked()).toBe(true);
	});

	it('leaves of the scopes of a token those that its application still holds', async () => {
		const { known, put } = setUp();
		put('fewer', { privileges: ['devices:read'] });
		await known.refresh();
		expect(known.scopesLeft('fewer', ['devices:read', 'devices:wipe'])).toEqual(['devices:read']);
		const scopes = ['devices:wipe'];
		expect(known.scopesLeft('another', scopes)).toBe(scopes);
	});

	it('is read to the end, through any number of pages, and instants that many share', async () => {
		const { known, put, revoked } = setUp();
		for (let index = 0; index < 1203; index++) {
			put(`client-${index}`, { tokenEpoch: 1, invalidatedAt: NOW - (index % 2) });
		}
		await known.refresh();
		for (let index = 0; index < 1203; index++) expect(revoked(`client-${index}`), `${index}`).toBe(true);
	});
});

describe('freshness', () => {
	it('lasts a second, and is renewed in the background from half of it', async () => {
		const { world, known } = setUp();
		expect(known.isFresh()).toBe(false);
		await known.refresh();
		world.now += 500;
		expect([known.isFresh(), world.reads]).toEqual([true, 1]);
		world.now += 1;
		expect([known.isFresh(), world.reads]).toEqual([true, 2]);
		await known.refresh();
		world.now += 1001;
		expect(known.isFresh()).toBe(false);
		world.now -= 5000;
		expect(known.isFresh()).toBe(false);
	});

	it('many who wait share one reading', async () => {
		const { world, known } = setUp();
		const asking = Array.from({ length: 20 }, () => known.refresh());
		await Promise.all(asking);
		// The first one's, and one more for all who came while it was in hand.
		expect(world.reads).toBe(2);
	});

	it('while the store is away, a minute passes on what is known, and no more', async () => {
		const { world, known, logger } = setUp();
		await known.refresh();
		world.away = true;
		world.now += 60_000;
		await expect(known.refresh()).resolves.toBeUndefined();
		expect(logger.lines).toMatchObject([{ level: 'warn' }]);
		world.now += 1;
		await expect(known.refresh()).rejects.toThrow(StoreUnavailableError);
		world.away = false;
		await expect(known.refresh()).resolves.toBeUndefined();
	});

	it('while the store is away, one call waits for it to fail, and every other is answered at once', async () => {
		const { world, known, logger } = setUp();
		await known.refresh();
		world.away = true;
		world.now += 2000;
		await known.refresh();
		world.away = false;
		const never = Promise.withResolvers<void>();
		world.answered = never.promise;
		const { reads } = world;
		for (let passed = 0; passed < 58; passed++) {
			world.now += 1000;
			const asked = Promise.all([known.refresh(), known.refresh(), known.refresh()]);
			expect(await Promise.race([asked, turn('still waiting')]), `${passed} s`).not.toBe('still waiting');
		}
		expect(world.reads - reads, 'one at a time').toBe(1);
		expect(logger.lines).toMatchObject([{ level: 'warn' }]);
		world.now += 1000;
		const late = known.refresh();
		expect(await Promise.race([late, turn('still waiting')]), 'the minute is over').toBe('still waiting');
		never.resolve();
		await late;
		expect(known.isFresh()).toBe(true);
		expect(logger.lines).toMatchObject([{ level: 'warn' }, { level: 'info' }]);
	});

	it('while the store is away, it is asked every half second at most, and what it says when it is back counts', async () => {
		const { world, known, put, revoked, logger } = setUp();
		await known.refresh();
		world.away = true;
		world.now += 1001;
		await known.refresh();
		const { reads } = world;
		for (let passed = 0; passed < 10; passed++) {
			world.now += 100;
			await Promise.all([known.refresh(), known.refresh()]);
			await turn();
		}
		expect(world.reads - reads).toBe(2);
		world.away = false;
		put('late', { tokenEpoch: 1 });
		world.now += 500;
		await known.refresh();
		await turn();
		expect([revoked('late'), known.isFresh()]).toEqual([true, true]);
		expect(logger.lines).toMatchObject([{ level: 'warn' }, { level: 'info' }]);
		world.away = true;
		world.now += 2000;
		await known.refresh();
		expect(logger.lines.map(({ level }) => level)).toEqual(['warn', 'info', 'warn']);
	});

	it('of what was never read, nothing passes', async () => {
		const { world, known } = setUp();
		world.away = true;
		await expect(known.refresh()).rejects.toThrow(StoreUnavailableError);
	});
});

describe('the clock may jump either way', () => {
	it.each([
		['a day ahead and back', [3 * DAY, -3 * DAY]],
		['back and ahead again', [-DAY, DAY]],
		['ahead by less than is remembered, and back', [DAY / 2, -DAY / 2]],
		['back', [-DAY / 2]],
	])('%s: what was revoked before stays revoked', async (_, jumps) => {
		const { world, known, put, revoked } = setUp();
		put('old', { tokenEpoch: 1, invalidatedAt: NOW - 600_000 });
		await known.refresh();
		for (const jump of jumps) {
			world.now += jump;
			await known.refresh();
		}
		expect(revoked('old')).toBe(true);
	});

	it('every token that has not expired by the clock of now stays revoked, through any jumps', async () => {
		const step = fc.record({
			passed: fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: -3 * DAY, max: 3 * DAY })),
			revokes: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
				const { world, known, put, revoked } = setUp();
				const dead = new Map<string, number>();
				for (const [index, { passed, revokes }] of steps.entries()) {
					world.now += passed;
					if (revokes) {
						put(`client-${index}`, { tokenEpoch: 1 });
						dead.set(`client-${index}`, world.now);
					}
					await known.refresh();
					for (const [clientId, at] of dead) {
						// A token that was issued before, and lives as long as any can.
						if (world.now < at + MEMORY_MS) expect(revoked(clientId), clientId).toBe(true);
					}
				}
			}),
			runs(300),
		);
	});
});
