import { describe, expect, it } from 'vitest';
import { type SampleLife, type SampleLifeOptions, sampleLife } from '../../test/life.ts';
import { CLIENT_ID, clientSecret, NOW, newSecret } from '../../test/samples.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const MONTHLY = { rotateEveryMs: 30 * DAY, overlapMs: 7 * DAY, quietMs: 2 * DAY };
const typesOf = (life: SampleLife): string[] => life.events().map(({ type }) => type);
const working = (life: SampleLife): string[] => life.application.secrets.map(({ secretId }) => secretId);

/** A month has passed, and the rotation has begun. */
function begun(options: SampleLifeOptions = {}): SampleLife {
	const life = sampleLife({ ...options, rules: { ...MONTHLY, ...options.rules } });
	life.use('sec_first');
	life.pass(30 * DAY - 1);
	expect(working(life)).toEqual(['sec_first']);
	life.events();
	life.pass(1);
	return life;
}

const successor = (life: SampleLife): string => life.application.lifecycle.rotation?.secretId ?? '';

describe('a scheduled rotation', () => {
	it('makes the new secret at the very age and offers it, and the old one works on', () => {
		const life = begun();
		expect(life.application.secrets).toMatchObject([
			{ secretId: 'sec_first', overlapEndsAt: NOW + 37 * DAY },
			{ createdAt: NOW + 30 * DAY, overlapEndsAt: null, adoptedAt: null },
		]);
		expect(life.events()).toMatchObject([
			{ type: 'client_secret.added' },
			{
				type: 'client_secret.rotation_offered',
				data: { secretId: successor(life), deadlineAt: NOW + 37 * DAY },
			},
		]);
	});

	it('retires the old secret when traffic has left it for the quiet time, and no sooner', () => {
		const life = begun();
		life.pass(DAY);
		life.use(successor(life));
		life.pass(HOUR);
		life.use('sec_first');
		life.events();
		life.pass(2 * DAY - 1);
		expect(working(life)).toContain('sec_first');
		life.pass(1);
		expect(working(life)).toEqual([expect.not.stringContaining('first')]);
		expect(life.events()).toEqual([{ type: 'client_secret.rotated', data: { secretId: 'sec_first' } }]);
		expect(life.application.lifecycle.rotation).toBeNull();
	});

	it('never retires while a process may still hold usage that nobody has seen', () => {
		const life = begun({ usageLagMs: 2 * HOUR });
		life.use(successor(life));
		life.pass(2 * DAY);
		expect(working(life)).toContain('sec_first');
		life.pass(2 * HOUR + 10_000);
		expect(working(life)).not.toContain('sec_first');
	});

	it('keeps the old secret while nobody has used the new one, up to the deadline', () => {
		const life = begun({ rules: { extendStalled: false } });
		life.pass(7 * DAY - 1);
		expect(working(life)).toContain('sec_first');
		life.pass(1);
		expect(working(life)).not.toContain('sec_first');
	});

	it('says before the deadline who still uses the old secret, when and from where, and extends to the maximum', () => {
		const life = begun({ rules: { maxOverlapMs: 20 * DAY } });
		for (let day = 0; day < 25; day++) {
			life.pass(DAY);
			if (working(life).includes('sec_first')) life.use('sec_first', '198.51.100.7');
		}
		const stalled = life.events().filter(({ type }) => type === 'client_secret.rotation_stalled');
		expect(stalled.map(({ data }) => data)).toEqual(
			[
				[37, 44],
				[44, 50],
				[50, null],
			].map(([deadline = 0, extended]) => ({
				secretId: successor(life) || expect.any(String),
				deadlineAt: NOW + Number(deadline) * DAY,
				extendedTo: extended === null ? null : NOW + Number(extended) * DAY,
				stillUsed: [{ secretId: 'sec_first', lastUsedAt: expect.any(Number), lastAddress: '198.51.100.7' }],
			})),
		);
		expect(working(life)).not.toContain('sec_first');
	});

	it('tells of the old secret’s use only where it was used since the rotation began', () => {
		const life = begun({ rules: { extendStalled: true } });
		life.pass(10 * DAY);
		expect(typesOf(life)).not.toContain('client_secret.rotation_stalled');
	});

	it('is not begun again for a week after somebody cancelled it, and what it replaced works as before', () => {
		const life = begun();
		const dropped = successor(life);
		life.command({ type: 'cancel_rotation' });
		expect(life.application.secrets).toEqual([clientSecret('first', { adoptedAt: NOW })]);
		expect(life.application.revokedCredentials).toMatchObject([{ credentialId: dropped }]);
		life.events();
		life.pass(7 * DAY - 1);
		expect(typesOf(life)).toEqual([]);
		life.pass(1);
		expect(typesOf(life)).toContain('client_secret.rotation_offered');
	});

	it('can be completed by hand', () => {
		const life = begun();
		life.events();
		life.command({ type: 'complete_rotation' });
		expect(working(life)).not.toContain('sec_first');
		expect(typesOf(life)).toEqual(['client_secret.rotated']);
	});

	it('does not disturb an application that is disabled', () => {
		const life = sampleLife({ rules: MONTHLY });
		life.command({ type: 'edit', fields: {}, status: 'disabled' });
		life.pass(90 * DAY);
		expect(working(life)).toEqual(['sec_first']);
	});
});

describe('an offer, where secrets are shown once', () => {
	const terms = { origin: 'integration', overlapMs: 7 * DAY, byEvidence: true } as const;
	const offered = (): SampleLife => begun({ showOnce: true });
	const takeUp = (life: SampleLife, name: string, presented: string): void =>
		life.command({ type: 'take_up', secret: newSecret(name), terms, presented });

	it('makes no secret until somebody takes it up, and ends none', () => {
		const life = offered();
		expect(life.events()).toEqual([
			{ type: 'client_secret.rotation_offered', data: { secretId: null, deadlineAt: NOW + 37 * DAY } },
		]);
		life.use('sec_first');
		life.pass(365 * DAY);
		expect(working(life)).toEqual(['sec_first']);
		// It is told once that nobody came.
		expect(typesOf(life)).toEqual(['client_secret.rotation_stalled']);
	});

	it('is taken up with the overlap beginning then', () => {
		const life = offered();
		life.pass(3 * DAY);
		takeUp(life, 'taken', 'sec_first');
		expect(life.application.lifecycle.rotation).toMatchObject({ origin: 'schedule', secretId: 'sec_taken' });
		expect(life.application.secrets[0]).toMatchObject({ overlapEndsAt: NOW + 40 * DAY });
	});

	it('asked for again before it was used, replaces what it answered: a lost answer strands nobody', () => {
		const life = offered();
		takeUp(life, 'lost', 'sec_first');
		takeUp(life, 'again', 'sec_first');
		expect(working(life)).toEqual(['sec_first', 'sec_again']);
		life.use('sec_again');
		takeUp(life, 'beside', 'sec_first');
		expect(working(life), 'somebody uses it by now').toEqual(['sec_first', 'sec_again', 'sec_beside']);
	});

	it('is not replaced by whoever presents it: then it is in use, and a new rotation begins', () => {
		const life = offered();
		takeUp(life, 'taken', 'sec_first');
		takeUp(life, 'next', 'sec_taken');
		expect(working(life)).toEqual(['sec_first', 'sec_taken', 'sec_next']);
		expect(life.application.lifecycle.rotation).toMatchObject({ secretId: 'sec_next', replaces: ['sec_taken'] });
	});
});

it('a rotation by hand with an overlap of its own ends exactly then, whatever the traffic', () => {
	const life = sampleLife({ rules: MONTHLY });
	const terms = { origin: 'user', overlapMs: 3 * DAY, byEvidence: false } as const;
	life.command({ type: 'add_secret', secret: newSecret('second'), terms });
	life.use('sec_second');
	life.pass(3 * DAY - 1);
	expect(working(life)).toEqual(['sec_first', 'sec_second']);
	life.use('sec_first');
	life.pass(1);
	expect(working(life)).toEqual(['sec_second']);
	expect(life.application.clientId).toBe(CLIENT_ID);
});

it('looks when there is something to see, and once a day', () => {
	const life = begun();
	const { reviews } = life;
	life.use(successor(life));
	life.pass(25 * DAY);
	expect(life.reviews - reviews).toBeLessThan(25 + 10);
});
