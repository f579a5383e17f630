const soaking = process.env['LATCHKEY_SOAK'] === '1';
const TIMES = 20;

/** How many runs of a property: a fair share in every test run, twenty times as many when soaking. */
export function runs(share: number): { readonly numRuns: number } {
	return { numRuns: soaking ? share * TIMES : share };
}
