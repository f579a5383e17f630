export function spread(values) {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	const low = sorted[Math.floor(middle)];
	const high = sorted[Math.ceil(middle)];
	const [min] = sorted;
	const max = sorted.at(-1);
	if (low === undefined || high === undefined || min === undefined || max === undefined) {
		throw new RangeError('a spread needs at least one value');
	}
	return { median: (low + high) / 2, min, max };
}
//# sourceMappingURL=statistics.js.map
