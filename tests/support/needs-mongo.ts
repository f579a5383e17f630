import { beforeEach, inject } from 'vitest';

const mongo = inject('mongo');

beforeEach((context) => {
	if ('missing' in mongo) context.skip(mongo.missing);
});
