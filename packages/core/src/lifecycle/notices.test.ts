import { describe, expect, it } from 'vitest';
import { type SampleLife, sampleLife } from '../../test/life.ts';
import { clientSecret, NOW } from '../../test/samples.ts';

const DAY = 86_400_000;

const expiring = (life: SampleLife): number[] =>
	life.events().flatMap((event) => (event.type === 'client_secret.expiring' ? [life.now] : []));

describe('notices of an expiry', () => {
	it('are given 30, 7 and 1 days before, once each, and then it expires at its instant', () => {
		const secrets = [clientSecret('first', { expiresAt: NOW + 100 * DAY })];
		const life = sampleLife({ application: { secrets } });
		const given: number[] = [];
		for (let hour = 0; hour < 99 * 24; hour++) {
			life.pass(DAY / 24);
			given.push(...expiring(life).map((at) => Math.round((NOW + 100 * DAY - at) / DAY)));
		}
		expect(given).toEqual([30, 7, 1]);
		life.pass(DAY - 1);
		expect(life.events()).toEqual([]);
		life.pass(1);
		expect(life.events()).toEqual([{ type: 'client_secret.expired', data: { secretId: 'sec_first' } }]);
	});

	it('tell only what is most urgent, where nobody looked for long', () => {
		const secrets = [clientSecret('first', { expiresAt: NOW + 100 * DAY })];
		const life = sampleLife({ application: { secrets } });
		life.sleep(95 * DAY);
		life.pass(0);
		expect(expiring(life)).toHaveLength(1);
		expect(life.application.secrets[0]?.expiryNoticeMs).toBe(7 * DAY);
	});

	it('are not given of a secret whose successor comes before, nor of times before it was made', () => {
		const secrets = [
			clientSecret('old', { expiresAt: NOW + 20 * DAY, overlapEndsAt: NOW + 2 * DAY }),
			clientSecret('new', { expiresAt: NOW + 20 * DAY }),
		];
		const life = sampleLife({ application: { secrets } });
		life.pass(0);
		expect(expiring(life), '30 days before lies before it was made').toEqual([]);
		life.pass(14 * DAY);
		expect(life.events().filter(({ type }) => type === 'client_secret.expiring')).toMatchObject([
			{ data: { secretId: 'sec_new' } },
		]);
	});

	it('are kept back while the application is disabled, and given when it is enabled', () => {
		const secrets = [clientSecret('first', { expiresAt: NOW + 31 * DAY })];
		const life = sampleLife({ application: { secrets, status: 'disabled' } });
		life.pass(5 * DAY);
		expect(expiring(life)).toEqual([]);
		life.command({ type: 'edit', fields: {}, status: 'enabled' });
		life.pass(0);
		expect(expiring(life)).toHaveLength(1);
	});
});

describe('a longest lifetime', () => {
	it('that is new lets an old secret live for the longest notice, and says so', () => {
		const secrets = [clientSecret('old', { createdAt: NOW - 900 * DAY })];
		const life = sampleLife({ application: { secrets }, rules: { maxLifetimeMs: 90 * DAY } });
		life.pass(0);
		expect(life.application.secrets[0]?.expiresAt).toBe(NOW + 30 * DAY);
		expect(expiring(life)).toHaveLength(1);
		life.pass(29 * DAY);
		expect(life.application.secrets[0]?.expiresAt, 'it is not put off').toBe(NOW + 30 * DAY);
	});
});

describe('idle applications', () => {
	const rules = { idleDisableAfterMs: 90 * DAY, idleRemoveAfterMs: 180 * DAY };
	const told = (life: SampleLife): string[] =>
		life.events().flatMap((event) => {
			if (event.type === 'client_application.idle') {
				return [`${event.data.action} in ${Math.round((event.data.actionAt - life.now) / DAY)}`];
			}
			return event.type.startsWith('client_application.') ? [event.type] : [];
		});
	function daily(life: SampleLife, days: number): string[] {
		const all: string[] = [];
		for (let day = 0; day < days; day++) {
			life.pass(DAY);
			all.push(...told(life));
		}
		return all;
	}

	it('are disabled and then removed, each after its notices', () => {
		const life = sampleLife({ rules });
		expect(daily(life, 200)).toEqual([
			'disable in 30',
			'disable in 7',
			'disable in 1',
			'client_application.disabled',
			'remove in 30',
			'remove in 7',
			'remove in 1',
			'client_application.removed',
		]);
	});

	it('are left alone by default, and when they are used', () => {
		expect(daily(sampleLife(), 400)).toEqual([]);
		const life = sampleLife({ rules });
		for (let week = 0; week < 60; week++) {
			life.use('sec_first');
			expect(daily(life, 7)).toEqual([]);
		}
	});

	it('start anew with a use after the first notices, and when somebody enables them again', () => {
		const life = sampleLife({ rules });
		expect(daily(life, 84)).toEqual(['disable in 30', 'disable in 7']);
		life.use('sec_first');
		expect(daily(life, 59)).toEqual([]);
		expect(daily(life, 31)).toEqual(['disable in 30', 'disable in 7', 'disable in 1', 'client_application.disabled']);
		life.command({ type: 'edit', fields: {}, status: 'enabled' });
		told(life);
		expect(daily(life, 59)).toEqual([]);
		expect(daily(life, 2)).toEqual(['disable in 30']);
	});

	it('have at least a week from the first notice on, where the rule is new', () => {
		const life = sampleLife({
			rules,
			application: { lifecycle: { ...sampleLife().application.lifecycle, activeSince: NOW - 900 * DAY } },
		});
		life.pass(0);
		expect(told(life)).toEqual(['disable in 7']);
		expect(daily(life, 7)).toEqual(['disable in 1', 'client_application.disabled', 'remove in 7']);
	});

	it('that somebody disabled by hand are not removed', () => {
		const life = sampleLife({ rules, application: { status: 'disabled' } });
		expect(daily(life, 500)).toEqual([]);
	});
});
