import type { Actor, LatchkeyEvent } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { expect, it } from 'vitest';
import { noTraffic, type RotatingClient, rotatingClient } from './support/rotating-client.ts';
import { seeded } from './support/seeded.ts';
import { SHARED_PRIVILEGES, type SharedStore, shareStore } from './support/shared-store.ts';
import { runs } from './support/soak.ts';

const HOUR_MS = 3_600_000;
const INTEGRATIONS = runs(50, 4);
const ROTATIONS = 3;
const DOMAINS = ['phones', 'tablets', 'laptops', 'kiosks'];
const RULES = {
	rotateEveryMs: 24 * HOUR_MS,
	overlapMs: 20 * HOUR_MS,
	maxOverlapMs: 20 * HOUR_MS,
	quietMs: 4 * HOUR_MS,
};
const manages = { manage: true, reveal: true, grantable: SHARED_PRIVILEGES };
const ADMIN: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: Object.fromEntries(DOMAINS.map((domainId) => [domainId, manages])),
};
const seed = Number(process.env['LATCHKEY_SEED'] ?? 1);

/** By client: the secrets that ended since they were left, and those that their deadline ended. */
function endings({ relayed }: SharedStore): Map<string, { left: number; cut: number }> {
	const deadlines = new Map<string, number>();
	const counts = new Map<string, { left: number; cut: number }>();
	const inOrder = [...relayed.values()].sort((a, b) => a.occurredAt - b.occurredAt);
	const count = ({ clientId }: LatchkeyEvent): { left: number; cut: number } => {
		const known = counts.get(String(clientId)) ?? { left: 0, cut: 0 };
		counts.set(String(clientId), known);
		return known;
	};
	for (const event of inOrder) {
		if (event.type === 'client_secret.added') {
			for (const { secretId, overlapEndsAt } of event.data.superseded) deadlines.set(secretId, overlapEndsAt ?? 0);
		}
		if (event.type !== 'client_secret.rotated') continue;
		const left = event.occurredAt < (deadlines.get(event.data.secretId) ?? 0);
		count(event)[left ? 'left' : 'cut'] += 1;
	}
	return counts;
}

it(`${INTEGRATIONS} integrations go through ${ROTATIONS} rotations each and nothing fails (seed ${seed})`, async () => {
	const random = seeded(seed);
	const clock = manualClock();
	const tokens = { issuer: 'https://issuer.example', audience: 'https://api.example', lifetimeSeconds: 7200 };
	const shared = await shareStore([clock, clock], { tokens });
	const { instances } = shared;
	const traffic = noTraffic();
	const clients: RotatingClient[] = [];
	const firstOnes: string[] = [];
	for (const domainId of DOMAINS) {
		await random.pick(instances).latchkey.policies.set(ADMIN, domainId, { showOnce: false, ...RULES });
	}
	for (let index = 0; index < INTEGRATIONS; index++) {
		const { latchkey } = random.pick(instances);
		const domainId = DOMAINS[index % DOMAINS.length] ?? '';
		const input = { name: `EMM ${index}`, privileges: ['devices:read'] };
		const { oauthCredentials } = (await latchkey.applications.add(ADMIN, domainId, input)).credentials;
		firstOnes.push(oauthCredentials);
		const client = (askEveryMs: number): RotatingClient =>
			rotatingClient({ oauthCredentials, clock, askEveryMs, askFirstInMs: random.below(askEveryMs), traffic });
		clients.push(client(3 * HOUR_MS));
		// Some run twice, and the other one is late to hear of everything.
		if (index % 4 === 0) clients.push(client(7 * HOUR_MS));
	}

	// A rotation takes a day, and then up to half a one until everybody has heard of it and the old secret is quiet.
	for (let hour = 0; hour < ROTATIONS * 36; hour++) {
		clock.advance(0.75 * HOUR_MS + random.below(HOUR_MS / 2));
		await Promise.all([
			...clients.map((client) => client.act(random.pick(instances))),
			...instances.map((instance) => instance.work()),
		]);
	}

	expect(traffic.failures).toEqual([]);
	expect(traffic.tokenRequests).toBeGreaterThan(15 * ROTATIONS * INTEGRATIONS);
	expect(traffic.apiCalls).toBeGreaterThan(30 * ROTATIONS * INTEGRATIONS);
	const ended = [...endings(shared).values()];
	expect(ended).toHaveLength(INTEGRATIONS);
	expect(Math.min(...ended.map(({ left }) => left))).toBeGreaterThanOrEqual(ROTATIONS);
	expect(Math.max(...ended.map(({ cut }) => cut)), 'ended by their deadline').toBe(0);
	for (const authorization of firstOnes.map((first) => `Basic ${first}`)) {
		const { latchkey } = random.pick(instances);
		const asking = latchkey.tokens.issueLeniently({ authorization, parameters: [], address: '192.0.2.1' });
		await expect(asking).rejects.toMatchObject({ error: 'invalid_client' });
	}
});
