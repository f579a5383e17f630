/** The same text for the same data, in whatever order a store keeps its members; what is undefined is not there. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(value, (_, member: unknown) => (isPlain(member) ? sorted(member) : member));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Readonly<Record<string, unknown>>): [string, unknown][] | Record<string, unknown> {
	const names = Object.keys(value);
	// A name that must not be assigned to is no member of any record: then the members as a list, which is sorted too.
	if (names.includes('__proto__')) return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	const inOrder: Record<string, unknown> = {};
	for (const name of names.sort()) inOrder[name] = value[name];
	return inOrder;
}
