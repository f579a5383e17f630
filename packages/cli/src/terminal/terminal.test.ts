import { describe, expect, it } from 'vitest';
import { capturedTerminal } from '../../test/captured-terminal.ts';
import { progress } from './progress.ts';
import { facts, table } from './table.ts';

describe('table', () => {
	it('is as wide as what is in it, in letters and not in code units', () => {
		const text = table(
			['A', 'B'],
			[
				['x', '1'],
				['😀😀😀', '2'],
				['e\u0301e\u0301', '3'],
			],
		);
		expect(text).toBe('A    B\nx    1\n😀😀😀  2\ne\u0301e\u0301   3\n');
	});

	it('stands names beside values', () => {
		expect(
			facts([
				['Client ID', 'a'],
				['Secret', 'b'],
			]),
		).toBe('Client ID  a\nSecret     b\n');
	});
});

describe('progress', () => {
	it('is a line for every tenth where nobody watches', () => {
		const terminal = capturedTerminal();
		const shown = progress(terminal, 'Copying', 1000);
		for (let done = 0; done <= 1000; done += 10) shown.update(done);
		shown.end();
		expect(terminal.errors().split('\n').slice(0, 3)).toEqual([
			'Copying: 0 of 1000',
			'Copying: 100 of 1000',
			'Copying: 200 of 1000',
		]);
		expect(terminal.errors().trimEnd().split('\n')).toHaveLength(11);
	});

	it('is one line that is drawn over where somebody does, and ends whole', () => {
		const terminal = capturedTerminal([], true);
		const shown = progress(terminal, 'Copying', 4);
		for (const done of [1, 2, 4]) shown.update(done);
		shown.end();
		const frames = terminal.errors().split('\r');
		expect(frames.at(-1)).toMatch(/^Copying +\[#{20}\] 4 of 4\n$/);
		expect(terminal.errors().match(/\n/g)).toHaveLength(1);
	});

	it('is whole where there is nothing to do', () => {
		const terminal = capturedTerminal();
		progress(terminal, 'Copying', 0).update(0);
		expect(terminal.errors()).toBe('Copying: 0 of 0\n');
	});
});
