import { describe, expect, it } from 'vitest';
import { assertTokenLifetime, checkTokenSettings, type TokenSettings, tokenLifetimeOf } from './settings.ts';

const settings: TokenSettings = { issuer: 'https://login.example', audience: 'https://api.example' };

describe('checkTokenSettings', () => {
	it('fills in an hour, a minute to a day for applications of their own mind, and ES256', () => {
		const lifetimes = { lifetimeSeconds: 3600, shortestLifetimeSeconds: 60, longestLifetimeSeconds: 86_400 };
		const keys = { algorithm: 'ES256', rotateKeysEveryDays: 90 };
		expect(checkTokenSettings(settings)).toEqual({
			...settings,
			...lifetimes,
			...keys,
			resources: [],
			assertionAudiences: [],
		});
	});

	it.each([{ rotateKeysEveryDays: 1 }, { rotateKeysEveryDays: Number.NaN }, { resources: ['reports'] }])(
		'refuses %o',
		(wrong) => {
			expect(() => checkTokenSettings({ ...settings, ...wrong })).toThrow(TypeError);
		},
	);

	it('keeps the issuer to the letter, since tokens are compared with it', () => {
		for (const issuer of ['https://login.example', 'https://login.example/', 'https://login.example/a/b']) {
			expect(checkTokenSettings({ ...settings, issuer }).issuer).toBe(issuer);
		}
	});

	it.each([
		['', 'no URL'],
		['login.example', 'without a scheme'],
		['https://login.example?', 'an empty query'],
		['https://login.example/?a=b', 'a query'],
		['https://login.example#', 'an empty fragment'],
		['https://login.example/#a', 'a fragment'],
		['urn:example:login', 'another scheme'],
		['file:///etc/issuer', 'a file'],
	])('refuses the issuer "%s": %s', (issuer) => {
		expect(() => checkTokenSettings({ ...settings, issuer })).toThrow(TypeError);
	});

	it('refuses an empty audience', () => {
		expect(() => checkTokenSettings({ ...settings, audience: '' })).toThrow(TypeError);
	});

	it.each([60, 61, 3600, 86_400])('takes a life of %d seconds', (lifetimeSeconds) => {
		expect(checkTokenSettings({ ...settings, lifetimeSeconds }).lifetimeSeconds).toBe(lifetimeSeconds);
	});

	it.each([0, -1, 59, 60.5, 86_401, Number.NaN, Number.POSITIVE_INFINITY])('refuses one of %d', (lifetimeSeconds) => {
		expect(() => checkTokenSettings({ ...settings, lifetimeSeconds })).toThrow('60 to 86400');
	});

	it('refuses bounds for applications that no life of a token fits', () => {
		const bounds = { shortestLifetimeSeconds: 601, longestLifetimeSeconds: 600 };
		expect(() => checkTokenSettings({ ...settings, ...bounds })).toThrow('must not be more than');
		expect(() => checkTokenSettings({ ...settings, longestLifetimeSeconds: 86_401 })).toThrow('longestLifetimeSeconds');
	});

	it('holds an application to the bounds of today, whatever it was given once', () => {
		const bounds = checkTokenSettings({ ...settings, shortestLifetimeSeconds: 300, longestLifetimeSeconds: 900 });
		expect([null, 60, 300, 600, 900, 86_400].map((seconds) => tokenLifetimeOf(seconds, bounds))).toEqual([
			3600, 300, 300, 600, 900, 900,
		]);
		expect(() => assertTokenLifetime(299, bounds)).toThrow('must be 300 to 900 seconds');
		expect(() => assertTokenLifetime(901, bounds)).toThrow('must be 300 to 900 seconds');
		for (const taken of [null, 300, 900]) assertTokenLifetime(taken, bounds);
	});
});
