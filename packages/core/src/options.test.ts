import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from './lifecycle/rules.ts';
import { checkOptions, type LatchkeyOptions } from './options.ts';

const tenant = { customerId: 'acme', domainId: 'phones' };

/** The settings that are looked at; the ports are not. */
function check(settings: Partial<LatchkeyOptions> = {}) {
	return checkOptions(settings as LatchkeyOptions);
}

describe('checkOptions', () => {
	it('fills in what is absent', () => {
		const { limit, endpointLimit, ...rest } = check();
		expect(limit(tenant)).toBe(63);
		expect(endpointLimit(tenant)).toBe(20);
		expect(rest).toEqual({
			clientIdPrefix: 'lk',
			secretPrefix: 'lks',
			showOnceByDefault: false,
			defaultRules: DEFAULT_RULES,
			floor: {},
			usageFlushMs: 5000,
			allowSecretsBeyondGrant: false,
			retentionMs: 30 * 86_400_000,
			auditRetentionMs: 400 * 86_400_000,
		});
	});

	it.each([
		['https://api.example.com/v2/', 'https://api.example.com/v2'],
		['http://localhost:3000', 'http://localhost:3000'],
	])('takes %s for where certificates name their list', (publicUrl, certificatesUrl) => {
		expect(check({ certificates: { publicUrl } }).certificatesUrl).toBe(certificatesUrl);
	});

	it.each(['api.example.com', 'ftp://api.example.com', 'https://api.example.com/?x=1', ''])(
		'refuses %j in its place',
		(publicUrl) => {
			expect(() => check({ certificates: { publicUrl } })).toThrow(TypeError);
		},
	);

	it('takes rules of the host for granted, within its own floor', () => {
		const { defaultRules } = check({ rulesByDefault: { maxLifetimeMs: 9000 }, policyFloor: { maxLifetimeMs: 5000 } });
		expect(defaultRules).toEqual({ ...DEFAULT_RULES, maxLifetimeMs: 5000 });
	});

	it.each([{ overlapMs: 0 }, { overlapMs: 60_000, maxOverlapMs: 1000 }, { rotateEveryMs: 1000 }, { noticesMs: [1] }])(
		'refuses rules by default that cannot work: %j',
		(rulesByDefault) => {
			expect(() => check({ rulesByDefault })).toThrow(TypeError);
		},
	);

	it.each([0, 99, Number.NaN])('refuses to write usage out every %d ms', (usageFlushMs) => {
		expect(() => check({ usageFlushMs })).toThrow(TypeError);
	});

	it('takes a limit per domain', () => {
		const { limit } = check({ limit: ({ domainId }) => (domainId === 'phones' ? 5 : 7) });
		expect([limit(tenant), limit({ ...tenant, domainId: 'tablets' })]).toEqual([5, 7]);
	});

	it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1_000_001])('refuses a limit of %d', (limit) => {
		expect(() => check({ limit }).limit(tenant)).toThrow(TypeError);
		expect(() => check({ limit: () => limit }).limit(tenant)).toThrow(TypeError);
	});

	it.each([0, 1, 63, 1_000_000])('takes a limit of %d', (limit) => {
		expect(check({ limit }).limit(tenant)).toBe(limit);
	});

	it.each(['', 'a.b', 'a b', 'é', 'x'.repeat(17), 'lk\n'])('refuses the prefix %j', (prefix) => {
		expect(() => check({ clientIdPrefix: prefix })).toThrow(TypeError);
		expect(() => check({ secretPrefix: prefix })).toThrow(TypeError);
	});

	it('lets only a Client ID begin with more than letters and digits: a secret ends its prefix by "_"', () => {
		expect(check({ clientIdPrefix: 'my_app-1' }).clientIdPrefix).toBe('my_app-1');
		for (const secretPrefix of ['my_app', 'my-app']) expect(() => check({ secretPrefix })).toThrow(TypeError);
	});

	it.each([0, 1, 2.99, -30, Number.NaN])('keeps tombstones longer than %d days: their tokens may live', (days) => {
		expect(() => check({ retentionDays: days })).toThrow(TypeError);
	});

	it('keeps them for so many days', () => {
		expect(check({ retentionDays: 3 }).retentionMs).toBe(3 * 86_400_000);
	});
});
