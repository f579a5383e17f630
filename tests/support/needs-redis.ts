import { beforeEach, inject } from 'vitest';

const redis = inject('redis');

beforeEach((context) => {
	if ('missing' in redis) context.skip(redis.missing);
});
