export const soaking = process.env['LATCHKEY_SOAK'] === '1';

/** How many runs: a fair share in every test run, `times` as many when soaking. */
export function runs(share: number, times = 20): number {
	return soaking ? share * times : share;
}
