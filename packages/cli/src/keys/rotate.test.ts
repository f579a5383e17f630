import { describe, expect, it } from 'vitest';
import { operated } from '../../test/operated.ts';

interface Rotated {
	readonly added: string;
	readonly withdrawn: readonly string[];
}

describe('latchkey keys rotate', () => {
	it('does nothing unless it is told to do it now', async () => {
		const at = await operated();
		const ran = await at.latchkey(['keys', 'rotate', '--yes', ...at.both]);
		expect(ran).toMatchObject({ exitCode: 2, errors: expect.stringContaining('--now') });
	});

	it('says what it invalidates, asks, and leaves one new key', async () => {
		const at = await operated();
		const first = await at.result<Rotated>(['keys', 'rotate', '--now', '--yes']);
		expect(first.withdrawn).toEqual([]);
		const refused = await at.latchkey(['keys', 'rotate', '--now', ...at.both], ['no']);
		expect(refused.exitCode).toBe(1);
		expect(refused.errors).toContain(`  ${first.added} (ES256, signs from `);
		expect(refused.errors).toContain('every token that one of them signed');
		const ran = await at.latchkey(['keys', 'rotate', '--now', ...at.both], ['rotate']);
		expect(ran).toMatchObject({ exitCode: 0, output: expect.stringContaining('signs now') });
		const again = await at.result<Rotated>(['keys', 'rotate', '--now', '--yes']);
		expect(again.withdrawn).toHaveLength(1);
		expect(again.withdrawn).not.toContain(first.added);
	});
});
