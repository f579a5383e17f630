import type { Application } from '../api/wire.ts';
import { DAY_MS } from '../format/time.ts';

/** When the integration must have another secret: the end of the one that lives longest. */
export type Expiry =
	| { readonly kind: 'no_secret' | 'never' }
	| { readonly kind: 'at'; readonly instant: string; readonly soon: boolean };

const SOON_MS = 14 * DAY_MS;

export function expiryOf({ secrets }: Pick<Application, 'secrets'>, now: number): Expiry {
	if (secrets.length === 0) return { kind: 'no_secret' };
	const ends = secrets.map(({ expiresAt, overlapEndsAt }) => earlier(expiresAt, overlapEndsAt));
	if (ends.includes(null)) return { kind: 'never' };
	const instant = ends.reduce((last, end) => (last !== null && end !== null && end > last ? end : last)) ?? '';
	return { kind: 'at', instant, soon: Date.parse(instant) - now < SOON_MS };
}

function earlier(one: string | null, other: string | null): string | null {
	if (one === null || other === null) return one ?? other;
	return one < other ? one : other;
}
