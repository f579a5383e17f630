import type { Application, Secret } from '../api/wire.ts';
import { DAY_MS } from '../format/time.ts';

/** What is known of the use of a credential. */
export type Used = Pick<Secret, 'tokensIssued' | 'firstUsedAt' | 'lastUsedAt' | 'lastAddress'>;

/** What stops working with some credentials: null where nothing has used them. */
export interface Impact {
	readonly lastUsedAt: string;
	readonly tokens: number;
	/** Over the time in which they were used; null where that is too short to tell. */
	readonly perDay: number | null;
	readonly addresses: readonly string[];
}

export function impactOf(credentials: readonly Used[], now: number): Impact | null {
	const used = credentials.filter(({ lastUsedAt }) => lastUsedAt !== null);
	const lastUsedAt = used
		.map((secret) => secret.lastUsedAt ?? '')
		.sort()
		.at(-1);
	if (lastUsedAt === undefined) return null;
	const tokens = used.reduce((sum, { tokensIssued }) => sum + tokensIssued, 0);
	const firstUsedAt = used.map((secret) => secret.firstUsedAt ?? lastUsedAt).sort()[0] ?? lastUsedAt;
	const days = (now - Date.parse(firstUsedAt)) / DAY_MS;
	return {
		lastUsedAt,
		tokens,
		perDay: days < 1 ? null : Math.max(1, Math.round(tokens / days)),
		addresses: [...new Set(used.map(({ lastAddress }) => lastAddress).filter((address) => address !== null))],
	};
}

/** A removal is asked about twice where somebody would notice it. */
const RECENT_MS = 30 * DAY_MS;

export function isInUse({ lastUsedAt }: Pick<Application, 'lastUsedAt'>, now: number): boolean {
	return lastUsedAt !== null && now - Date.parse(lastUsedAt) < RECENT_MS;
}
