/** What a host has answered for: an application as it must be found again after any death. */
export interface Held {
	readonly user: string;
	readonly domainId: string;
	readonly path: string;
	readonly clientId: string;
	name: string;
	status: string;
	removed: boolean;
	/** OAuth Credentials by secret id, oldest first. */
	readonly secrets: Map<string, string>;
	/** OAuth Credentials that must never work again. */
	readonly dead: string[];
	readonly tokens: HeldToken[];
}

export interface HeldToken {
	readonly token: string;
	readonly secretId: string;
	works: boolean;
}

/** What was asked for and not answered when the host died: it may have happened, once, or not at all. */
export interface Doubt {
	readonly type: string;
	readonly held?: Held;
	readonly name?: string;
	/** The Idempotency-Key. */
	readonly key?: string;
	readonly secretId?: string;
}

/** How often each kind of event was answered for, and how often it may have happened beyond that. */
export interface Ledger {
	promise(clientId: string, type: string): void;
	doubt(clientId: string, type: string): void;
	/** By Client ID and type. */
	readonly bounds: ReadonlyMap<string, { readonly least: number; readonly most: number }>;
}

export function ledger(): Ledger {
	const bounds = new Map<string, { least: number; most: number }>();
	function count(key: string, least: number): void {
		const bound = bounds.get(key) ?? { least: 0, most: 0 };
		bounds.set(key, { least: bound.least + least, most: bound.most + 1 });
	}
	return {
		promise: (clientId, type) => count(`${clientId} ${type}`, 1),
		doubt: (clientId, type) => count(`${clientId} ${type}`, 0),
		bounds,
	};
}
