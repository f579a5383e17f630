import { type Failure, usageFailure } from '../failure.ts';
import type { StoreKind } from './store-kind.ts';

/** A store that the command line names. */
export interface NamedStore {
	readonly url: string;
	readonly kind: StoreKind;
	/** Without a user and a password, to be shown. */
	readonly shown: string;
}

/** Where a URL was read: what is on a command line, every user of the machine can see. */
export type UrlSource = 'command line' | 'environment';

/** The store that a URL means; throws a usage failure that lists the forms where it means none. */
export function namedStore(url: string, kinds: readonly StoreKind[], source: UrlSource, variable: string): NamedStore {
	const [, scheme = '', rest = ''] = /^([a-z][a-z\d+.-]*):(.*)$/is.exec(url) ?? [];
	const kind = kinds.find(({ schemes }) => schemes.includes(scheme.toLowerCase()));
	if (kind === undefined || /^\/*$/.test(rest)) throw unknownForm(url, kinds);
	if (source === 'command line' && /^\/\/[^/@]*:[^/@]*@/.test(rest)) {
		throw usageFailure(
			'a password on the command line can be seen by everybody on this machine',
			`give the URL in the environment: ${variable}`,
		);
	}
	return { url, kind, shown: url.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/@]*@/i, '$1') };
}

function unknownForm(url: string, kinds: readonly StoreKind[]): Failure {
	// Only its scheme is quoted: the rest may hold a password.
	const scheme = /^[a-z][a-z\d+.-]*:/i.exec(url)?.[0];
	const what = scheme === undefined ? 'this store is not a URL' : `"${scheme}" names no store`;
	return usageFailure(what, `A store is one of:\n${kinds.map(({ form }) => `  ${form}`).join('\n')}`);
}
