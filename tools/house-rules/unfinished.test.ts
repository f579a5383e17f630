import { describe, expect, it } from 'vitest';
import { sample } from './sample.ts';
import { checkComments, checkLeftOverTests, checkProse } from './unfinished.ts';

describe('work that is left undone', () => {
	it.each(['// TODO: count them', '/* later\n FIXME */ run();', '/** XXX what if? */\nrun();'])(
		'is refused in a comment: %s',
		(text) => {
			expect(checkComments(sample('tools/a.ts', text))).toHaveLength(1);
		},
	);

	it('is not seen in a string, nor in a longer word', () => {
		expect(checkComments(sample('tools/a.ts', "run('TODO'); // todo lists, METHODTODO"))).toEqual([]);
	});

	it('is refused in prose', () => {
		expect(checkProse({ path: 'README.md', text: 'Run it.\n\nTODO: say how.\n' })).toEqual([
			expect.objectContaining({ line: 3 }),
		]);
	});
});

describe('tests that are left out', () => {
	it.each([
		"it.skip('adds', () => {});",
		"it.only('adds', () => {});",
		"it.todo('adds');",
		"describe.skip('adding', () => {});",
		"test.concurrent.only('adds', () => {});",
		"describe.each([1, 2]).skip('adding %i', () => {});",
	])('are refused: %s', (text) => {
		expect(checkLeftOverTests(sample('tools/a.test.ts', text))).toHaveLength(1);
	});

	it.each(["it('adds', (context) => context.skip('this machine has no wrk'));", 'list.skip(3); cursor.only(4);'])(
		'are not seen where there are none: %s',
		(text) => {
			expect(checkLeftOverTests(sample('tools/a.test.ts', text))).toEqual([]);
		},
	);
});
