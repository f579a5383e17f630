import { beforeEach, inject } from 'vitest';

const chromium = inject('chromium');

beforeEach((context) => {
	if ('missing' in chromium) context.skip(chromium.missing);
});
