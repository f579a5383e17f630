import { describe, expect, it } from 'vitest';
import { checkTokenSettings, type TokenSettings } from './settings.ts';

const settings: TokenSettings = { issuer: 'https://login.example', audience: 'https://api.example' };

describe('checkTokenSettings', () => {
	it('fills in an hour and ES256', () => {
		expect(checkTokenSettings(settings)).toEqual({ ...settings, lifetimeSeconds: 3600, algorithm: 'ES256' });
	});

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
});
