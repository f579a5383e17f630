/** `k1`, `k2` …: the first of these that comes after all that are there. */
export function nextKeyId(taken: readonly string[]): string {
	const numbers = taken.map((keyId) => Number(/^k(\d{1,9})$/.exec(keyId)?.[1] ?? 0));
	return `k${Math.max(0, ...numbers) + 1}`;
}
