import { expect, it } from 'vitest';
import { freshFor } from './freshness.ts';

it.each([
	[undefined, 600],
	['', 600],
	['public', 600],
	['max-age=300', 300],
	['public, Max-Age=300, must-revalidate', 300],
	['max-age="300"', 300],
	['max-age=0', 60],
	['max-age=59', 60],
	['no-store', 60],
	['max-age=3600, no-cache', 60],
	['max-age=86401', 86_400],
	['max-age=9999999999', 86_400],
	['max-age=99999999999', 600],
	['max-age=-5', 600],
	['max-age=5e3', 600],
	['x-max-age=300', 600],
	['s-maxage=300', 600],
])('%s makes an answer fresh for %i seconds', (cacheControl, seconds) => {
	expect(freshFor(cacheControl)).toBe(seconds * 1000);
});
