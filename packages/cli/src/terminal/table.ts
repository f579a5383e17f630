/** Columns as wide as what is in them, two blanks apart. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const lines = [head, ...rows];
	const widths = head.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
	const render = (line: readonly string[]): string =>
		line
			.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
			.join('  ')
			.trimEnd();
	return `${lines.map(render).join('\n')}\n`;
}

/** Names beside their values. */
export function facts(rows: readonly (readonly [name: string, value: string])[]): string {
	const width = Math.max(...rows.map(([name]) => name.length));
	return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

/** Marks of a letter take no room. */
function widthOf(text: string): number {
	return [...text.replace(/\p{M}/gu, '')].length;
}
