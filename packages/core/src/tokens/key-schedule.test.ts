import { describe, expect, it } from 'vitest';
import { NOW } from '../../test/samples.ts';
import { PUBLISHED_AHEAD_MS, type ScheduledKey, scheduledStep, signingKey } from './key-schedule.ts';

const DAY = 86_400_000;
const terms = { algorithm: 'ES256', rotateEveryMs: 90 * DAY } as const;

function key(keyId: string, activatesAt: number, algorithm = 'ES256'): ScheduledKey {
	return { keyId, algorithm, createdAt: activatesAt - PUBLISHED_AHEAD_MS, activatesAt };
}

describe('scheduledStep', () => {
	it('makes the first key to sign at once, and the same one in every process', () => {
		const { create, remove } = scheduledStep([], terms, NOW);
		expect(create).toEqual({ keyId: expect.stringMatching(/^[\w-]{43}$/), activatesAt: NOW });
		expect(remove).toEqual([]);
		expect(scheduledStep([], terms, NOW + 1).create?.keyId).toBe(create?.keyId);
	});

	it('publishes the next key a day before it signs, and makes it once', () => {
		const first = key('first', NOW);
		const dueAt = NOW + 90 * DAY;
		expect(scheduledStep([first], terms, dueAt - PUBLISHED_AHEAD_MS - 1).create).toBeUndefined();
		const { create } = scheduledStep([first], terms, dueAt - PUBLISHED_AHEAD_MS);
		expect(create?.activatesAt).toBe(dueAt);
		const second = key(create?.keyId ?? '', dueAt);
		expect(scheduledStep([first, second], terms, dueAt).create).toBeUndefined();
		expect(scheduledStep([second], terms, dueAt + 90 * DAY).create?.keyId).not.toBe(create?.keyId);
	});

	it('publishes it for a day all the same where nobody was there to make it in time', () => {
		const late = NOW + 400 * DAY;
		expect(scheduledStep([key('first', NOW)], terms, late).create?.activatesAt).toBe(late + PUBLISHED_AHEAD_MS);
	});

	it('keeps a key until its last token has expired, by clocks a day apart, and never all of them', () => {
		const keys = [key('first', NOW), key('second', NOW + 90 * DAY)];
		expect(scheduledStep(keys, terms, NOW + 92 * DAY).remove).toEqual([]);
		expect(scheduledStep(keys, terms, NOW + 92 * DAY + 1).remove).toEqual(['first']);
		expect(scheduledStep([key('only', NOW)], terms, NOW + 9000 * DAY).remove).toEqual([]);
	});

	it('publishes the first key of another algorithm ahead too, and keeps those of the old one as long', () => {
		const old = key('old', NOW);
		const eddsa = { ...terms, algorithm: 'EdDSA' } as const;
		const { create, remove } = scheduledStep([old], eddsa, NOW + DAY);
		expect([create?.activatesAt, remove]).toEqual([NOW + DAY + PUBLISHED_AHEAD_MS, []]);
		const next = key('next', NOW + 2 * DAY, 'EdDSA');
		expect(scheduledStep([old, next], eddsa, NOW + 4 * DAY).remove).toEqual([]);
		expect(scheduledStep([old, next], eddsa, NOW + 4 * DAY + 1).remove).toEqual(['old']);
		// Back again: what was signed meanwhile is alive.
		expect(scheduledStep([old, next], terms, NOW + 40 * DAY).remove).toEqual([]);
	});
});

describe('signingKey', () => {
	const keys = [key('next', NOW + DAY), key('second', NOW), key('first', NOW - 90 * DAY)];

	it('is the last that is active, of the algorithm that is wanted as soon as there is one', () => {
		expect(signingKey(keys, 'ES256', NOW)?.keyId).toBe('second');
		expect(signingKey(keys, 'ES256', NOW + DAY)?.keyId).toBe('next');
		const mixed = [...keys, key('eddsa', NOW + 2 * DAY, 'EdDSA')];
		expect(signingKey(mixed, 'EdDSA', NOW + DAY)?.keyId).toBe('next');
		expect(signingKey(mixed, 'EdDSA', NOW + 2 * DAY)?.keyId).toBe('eddsa');
	});

	it('is the oldest where the clock has gone back before all of them', () => {
		expect(signingKey(keys, 'ES256', NOW - 999 * DAY)?.keyId).toBe('first');
	});
});
