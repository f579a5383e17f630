import { expect, it } from 'vitest';
import { liveWorld, type WorldReport } from './simulation/world.ts';
import { runs } from './support/soak.ts';

const FIRST_SEED = Number(process.env['LATCHKEY_SEED'] ?? 1);
const SEEDS = process.env['LATCHKEY_SEED'] === undefined ? runs(500) : 1;

function faultsOf({ witness, integrations, overdue, faults }: WorldReport): string[] {
	return [
		...integrations.flatMap(({ clientId, refused }) => refused.map((refusal) => `${clientId} was refused: ${refusal}`)),
		...integrations.flatMap(({ clientId, outlived }) =>
			outlived.map((secret) => `${clientId}: outlived its end: ${secret}`),
		),
		...witness.untimely().map((secret) => `ended before its time: ${secret}`),
		...witness.lost().map((event) => `never relayed: ${event}`),
		...witness.repeated().map((what) => `more than once: ${what}`),
		...overdue.map((clientId) => `left lying though due: ${clientId}`),
		...faults,
	];
}

it(`no integration is refused, no event or notification lost and no decision repeated, in ${SEEDS} worlds whose processes crash at any moment`, {
	timeout: 43_200_000,
}, async () => {
	const types = new Set<string>();
	let crashes = 0;
	let answered = 0;
	let triedDead = 0;
	let notified = 0;
	let repeated = 0;
	for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
		const report = await liveWorld(seed);
		expect(faultsOf(report), `LATCHKEY_SEED=${seed}`).toEqual([]);
		for (const type of report.types) types.add(type);
		crashes += report.crashes;
		const taken = report.sent.filter((sent) => sent.taken);
		const ids = new Set(taken.map(({ deliveryId }) => deliveryId));
		notified += ids.size;
		repeated += taken.length - ids.size;
		for (const one of report.integrations) {
			answered += one.answered;
			triedDead += one.triedDead;
		}
	}
	if (SEEDS === 1) return;
	expect(crashes).toBeGreaterThan(10 * SEEDS);
	expect(answered).toBeGreaterThan(50 * SEEDS);
	expect(triedDead).toBeGreaterThan(5 * SEEDS);
	expect(notified).toBeGreaterThan(15 * SEEDS);
	expect(repeated).toBeGreaterThan(5 * SEEDS);
	expect([...types]).toEqual(
		expect.arrayContaining([
			'client_secret.adopted',
			'client_secret.expiring',
			'client_secret.rotated',
			'client_secret.rotation_offered',
			'endpoint.changed',
			'endpoint.disabled',
			'endpoint.removed',
			'endpoint.test',
			'policy.changed',
		]),
	);
});

it('repeats a world to the letter by its seed', async () => {
	const told = async (): Promise<string> => {
		const { witness, sent } = await liveWorld(FIRST_SEED);
		return JSON.stringify([witness.committed, sent]);
	};
	const [once, again] = [await told(), await told()];
	// Not by the matcher's own words, which would be as long as both.
	expect(once === again, 'the same events, and the same notifications').toBe(true);
});
