import { expect, it } from 'vitest';
import { checkCommentWidth } from './comment-width.ts';
import { sample } from './sample.ts';

const lines = (text: string, path = 'tools/a.ts') => checkCommentWidth(sample(path, text)).map(({ line }) => line);
const words = (count: number): string => 'x'.repeat(count);

it.each([
	['a comment of one line', `// ${words(118)}`, [1]],
	['any line of a block', `/**\n * ${words(117)}\n * ${words(118)}\n */\nrun();`, [3]],
	['a comment that follows code', `run();\nstop(); // ${words(110)}`, [2]],
	['one whose tabs are two columns each', `{\n\t\t// ${words(114)}\n}`, [2]],
])('finds %s beyond column 120', (_, text, found) => {
	expect(lines(text)).toEqual(found);
});

it.each([
	['a comment that ends in it', `{\n\t\t// ${words(113)}\n}`],
	['code and texts, which Biome wraps where it can', `run('// ${words(118)}');`],
])('lets pass %s', (_, text) => {
	expect(lines(text)).toEqual([]);
});

it('looks at TypeScript only', () => {
	expect(lines(`// ${words(118)}`, 'tools/a.js')).toEqual([]);
});
