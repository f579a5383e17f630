import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepare } from '../token/latchkey/prepared.ts';
import { machineLine } from '../token/machine.ts';

const DATA = join(import.meta.dirname, '../../data');
const ROUNDS = 7;
const ROUND_MS = 1000;
const CHECKS_AT_A_TIME = 1000;
const TOKENS = 100;

await mkdir(DATA, { recursive: true });
const directory = await mkdtemp(join(DATA, 'bench-verify-'));
try {
	await run(directory);
} finally {
	await rm(directory, { recursive: true, force: true });
}

/** The check behind `requireBearer`, of tokens that it has seen before: expiry, key and revocation are looked at each time. */
async function run(folder: string): Promise<void> {
	const { latchkey, authorizations } = await prepare(folder);
	const tokens: string[] = [];
	for (const authorization of authorizations.slice(0, TOKENS)) {
		const issued = await latchkey.tokens.issueLeniently({ authorization, parameters: [], address: '192.0.2.1' });
		tokens.push(issued.access_token);
	}
	const rates: number[] = [];
	for (let round = 0; round <= ROUNDS; round++) {
		const rate = await checksASecond(async (token) => {
			await latchkey.tokens.verify(token, ['devices:read'], '192.0.2.1');
		}, tokens);
		// The first one warms up.
		if (round > 0) rates.push(rate);
	}
	await latchkey.close();
	const sorted = rates.sort((a, b) => a - b);
	const median = Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
	process.stdout.write(`${machineLine()}\n${median} checks a second on one core (median of ${ROUNDS} rounds)\n`);
}

async function checksASecond(check: (token: string) => Promise<void>, tokens: readonly string[]): Promise<number> {
	const startedAt = performance.now();
	let checks = 0;
	while (performance.now() - startedAt < ROUND_MS) {
		for (let count = 0; count < CHECKS_AT_A_TIME; count++) {
			await check(tokens[count % tokens.length] ?? '');
			checks += 1;
		}
		// Readings of revocations come in between, as they do in a server.
		await new Promise((resolve) => setImmediate(resolve));
	}
	return (checks / (performance.now() - startedAt)) * 1000;
}
