/** A map with a bound: what was used least recently goes first. */
export interface RecentlyUsed<Key, Value> {
	get(key: Key): Value | undefined;
	set(key: Key, value: Value): void;
	delete(key: Key): void;
}

export function recentlyUsed<Key, Value>(limit: number): RecentlyUsed<Key, Value> {
	const entries = new Map<Key, Value>();

	function set(key: Key, value: Value): void {
		entries.delete(key);
		entries.set(key, value);
		if (entries.size <= limit) return;
		const [oldest] = entries.keys();
		if (oldest !== undefined) entries.delete(oldest);
	}

	return {
		get(key) {
			const value = entries.get(key);
			if (value !== undefined) set(key, value);
			return value;
		},
		set,
		delete(key) {
			entries.delete(key);
		},
	};
}
