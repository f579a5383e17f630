import { OAuthError } from '../errors.ts';
import type { TokenRequest } from './credentials.ts';

/** RFC 6749 §3.2: no parameter may be repeated, and one without a value counts as absent. */
export function uniqueParameters(parameters: TokenRequest['parameters']): ReadonlyMap<string, string> {
	const form = new Map<string, string>();
	const seen = new Set<string>();
	for (const [name, value] of parameters) {
		if (seen.has(name)) throw new OAuthError('invalid_request', 'a parameter is repeated');
		seen.add(name);
		if (value !== '') form.set(name, value);
	}
	return form;
}
