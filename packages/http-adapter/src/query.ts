import { invalidInput } from '@latchkey/core';
import type { Request } from 'express';

/** From the URL itself: how the host has set Express to parse queries must not matter. */
export function queryOf(request: Request): Record<string, string> {
	const { originalUrl } = request;
	const start = originalUrl.indexOf('?');
	const query: Record<string, string> = Object.create(null) as Record<string, string>;
	for (const [name, value] of new URLSearchParams(start < 0 ? '' : originalUrl.slice(start))) {
		if (name in query) throw invalidInput([{ path: [name], message: 'is repeated' }]);
		query[name] = value;
	}
	return query;
}
