import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A page of the documentation, by its path from the root. */
export const readPage = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

export interface PageExample {
	/** `docs/outbound.md:9` */
	readonly place: string;
	readonly code: string;
}

/** Every example in TypeScript, in order. */
export function examplesIn(page: string): PageExample[] {
	const text = readPage(page);
	return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(({ index, 1: code = '' }) => ({
		place: `${page}:${text.slice(0, index).split('\n').length}`,
		code,
	}));
}

/** The example behind `<!-- example: name -->`. Throws where there is none. */
export function exampleOf(page: string, name: string): string {
	const code = new RegExp(`<!-- example: ${name} -->\\n\`\`\`ts\\n([\\s\\S]*?)\`\`\``).exec(readPage(page))?.[1];
	if (code === undefined) throw new Error(`${page} has no example "${name}"`);
	return code;
}
