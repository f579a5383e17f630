import type { Cost } from './measure.ts';
import { OPERATION_NAMES, type OperationName } from './operations.ts';

const NAMES: Readonly<Record<OperationName, string>> = {
	list: 'a list page of 50',
	token: 'a token',
	claim: 'a claim of 50 that are due, and their release',
};

/** In Markdown: one row an operation, one column a size. */
export function markdownTable(costs: readonly Cost[]): string {
	const sizes = [...new Set(costs.map(({ size }) => size))];
	const headings = ['', ...sizes.map((size) => `${size.toLocaleString('en-GB')} applications`)];
	const rule = headings.map((_, index) => (index === 0 ? '---' : '--:'));
	const rows = OPERATION_NAMES.map((operation) => [
		NAMES[operation],
		...sizes.map((size) => cell(costs.find((cost) => cost.operation === operation && cost.size === size))),
	]);
	return [headings, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(cost: Cost | undefined): string {
	if (cost === undefined) return '';
	const { median, min, max } = cost.ratio;
	return `${Math.round(cost.microseconds.median)} µs, ${median.toFixed(2)} × [${min.toFixed(2)}–${max.toFixed(2)}]`;
}
