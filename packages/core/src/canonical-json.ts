/**
 * One text for the same data (RFC 8785): members in the order of their names, no white space. What is undefined is not
 * there. For plain data; throws TypeError for a number that JSON does not have.
 */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map((member) => canonicalJson(member ?? null)).join(',')}]`;
	if (typeof value === 'object' && value !== null) {
		const members = Object.entries(value)
			.filter(([, member]) => member !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : 1));
		return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
	}
	if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is no number in JSON`);
	return JSON.stringify(value);
}
