import { describe, expect, it } from 'vitest';
import { assertLinearizable, type Operation, statesOf, type Told } from './support/history.ts';
import { isMongo } from './support/place.ts';
import { type PlainClient, tokenRequest } from './support/plain-client.ts';
import { KINDS, type Kind, PATH, race, rightAt, succeeded, type Tried } from './support/racer.ts';
import { type RacingPair, startRacingPair } from './support/racing-pair.ts';
import { type Seeded, seeded } from './support/seeded.ts';
import { runs } from './support/soak.ts';

const RACES = isMongo() ? runs(150, 7) : 1000;
const ROUNDS = isMongo() ? runs(4, 5) : 25;
const EDITS = 20;
const seed = Number(process.env['LATCHKEY_SEED'] ?? 1);
const tenant = { customerId: 'acme', domainId: 'main' };

interface Added {
	readonly clientId: string;
	readonly secrets: readonly { readonly secretId: string }[];
	readonly credentials: { readonly clientSecret: string; readonly oauthCredentials: string };
}

async function add(client: PlainClient, userId = 'user-0'): Promise<Added> {
	const body = { name: 'Raced', privileges: ['devices:read'] };
	const { status, body: added } = await client.send<Added>('POST', PATH, { headers: { 'x-user': userId }, body });
	expect(status).toBe(201);
	return added;
}

/** So many lanes at once, half of them to each process; every race comes from a user of its own. */
async function raceAll(pair: RacingPair, random: Seeded, lanes: number, choose: () => readonly [string, Kind]) {
	let users = 0;
	const tries: Tried[] = [];
	const lane = async (client: PlainClient): Promise<void> => {
		while (users < RACES) {
			users += 1;
			const [clientId, kind] = choose();
			tries.push(...(await race(client, clientId, `user-${users}`, kind, random)));
		}
	};
	await Promise.all(Array.from({ length: lanes }, (_, index) => lane(pair.clients[index % 2 === 0 ? 0 : 1])));
	return tries;
}

/** Holds what was answered about one application against its events, and both against what is stored. */
async function hold(pair: RacingPair, added: Added, all: readonly Tried[]): Promise<readonly Told[]> {
	const { clientId } = added;
	const tries = all.filter((tried) => tried.clientId === clientId);
	const events = (await pair.events()).filter((event) => event.clientId === clientId);
	const states = statesOf(events);

	const stored = await pair.store.applications.find(tenant, clientId);
	const { name, status, secretIds, revoked } = states.at(-1) ?? {};
	expect(stored).toMatchObject({ name, status, revision: states.length - 1 });
	expect(stored?.secrets.map(({ secretId }) => secretId)).toEqual(secretIds);
	if (status !== 'removed') expect(stored?.revokedCredentials.length).toBe(revoked);

	const own = Map.groupBy(events, ({ actor }) => (actor.kind === 'user' ? actor.userId : actor.kind));
	const texts = new Map([[added.secrets[0]?.secretId, added.credentials.clientSecret]]);
	for (const { answer, kind } of tries.filter(succeeded)) {
		if (kind === 'rotate' || kind === 'replace') texts.set(answer.body.secretId, answer.body.credentials.clientSecret);
	}
	const operations = tries.map((tried): Operation => {
		const { kind, userId, answer } = tried;
		const what = `${kind} by ${userId} (${answer.status} ${answer.body.type ?? ''})`;
		const right = rightAt(tried);
		if (right === undefined) expect.fail(`never the right answer: ${what}`);
		const left = kind === 'read' ? [] : (own.get(userId) ?? []);
		// What is so already is not changed, and leaves nothing.
		const needless = left.length === 0 && (kind === 'disable' || kind === 'enable') && succeeded(tried);
		if (!succeeded(tried)) expect(left, `${what} left an event`).toEqual([]);
		else if (kind !== 'read' && !needless) expect(left.length, `${what} left no event`).toBeGreaterThan(0);
		expect(new Set(left.map(({ revision }) => revision)).size, `${what} was carried out twice`).toBeLessThan(2);
		if (kind === 'reveal' && succeeded(tried)) expect(answer.body.clientSecret).toBe(texts.get(tried.secretId));
		const couldBeAt = needless ? (state: Told) => state.status === `${kind}d` : right;
		return { ...tried, what, revision: left[0]?.revision, couldBeAt };
	});
	const users = new Set(tries.map(({ userId }) => userId));
	expect(
		[...own.keys()].filter((userId) => userId !== 'user-0' && !users.has(userId)),
		'by nobody',
	).toEqual([]);
	assertLinearizable(operations, states);
	return states;
}

describe(`case 7: ${RACES} changes at once, from two processes (seed ${seed})`, () => {
	const rounds = Array.from({ length: runs(1) }, (_, round) => seed + round);
	it.each(rounds.flatMap((drawn) => [RACES, 50].map((lanes) => ({ lanes, drawn }))))(
		'to one application are linearizable: every success left its event, every refusal none ($lanes at a time, $drawn)',
		async ({ lanes, drawn }) => {
			const random = seeded(drawn);
			const pair = await startRacingPair(RACES + 1);
			const added = await add(pair.clients[0]);
			const kinds = KINDS.filter((kind) => kind !== 'remove');
			const tries = await raceAll(pair, random, lanes, () => [added.clientId, random.pick(kinds)]);
			await hold(pair, added, tries);
			for (const kind of ['rotate', 'disable', 'enable', 'rename']) {
				expect(tries.some((tried) => tried.kind === kind && succeeded(tried))).toBe(true);
			}
		},
	);

	it.each(rounds)(
		'to a few applications, removals too, are linearizable, and what is removed stays so (%i)',
		async (drawn) => {
			const random = seeded(drawn);
			const pair = await startRacingPair(RACES + 1);
			const applications: Added[] = [];
			for (let count = 0; count < 5; count++) applications.push(await add(pair.clients[count % 2 === 0 ? 0 : 1]));
			const tries = await raceAll(pair, random, 100, () => {
				const kind = random.pick(KINDS);
				const rarely = kind === 'remove' && random.below(8) > 0 ? 'read' : kind;
				return [random.pick(applications).clientId, rarely];
			});
			for (const added of applications) {
				const states = await hold(pair, added, tries);
				if (states.at(-1)?.status !== 'removed') continue;
				const { oauthCredentials } = added.credentials;
				for (const client of pair.clients) expect((await tokenRequest(client, oauthCredentials)).status).toBe(401);
			}
		},
	);

	it('of edits with one and the same If-Match exactly one wins, the rest get 412, whatever else goes on', async () => {
		const random = seeded(seed);
		const pair = await startRacingPair(ROUNDS * EDITS * 2 + 1);
		const [client] = pair.clients;
		const added = await add(client);
		const path = `${PATH}/${added.clientId}`;
		const others: Kind[] = ['rotate', 'replace', 'revoke', 'reveal', 'read'];
		let users = 0;
		for (let round = 0; round < ROUNDS; round++) {
			const { etag } = await client.send('GET', path, { headers: { 'x-user': 'user-0' } });
			const racing = Array.from({ length: EDITS * 2 }, async (_, index) => {
				const from = pair.clients[index % 2 === 0 ? 0 : 1];
				users += 1;
				const userId = `user-${users}`;
				if (index % 4 > 1) {
					const tries = await race(from, added.clientId, userId, random.pick(others), random);
					return tries.map(({ answer }) => (answer.status >= 500 ? answer.status : 0));
				}
				const options = { headers: { 'x-user': userId, 'if-match': etag }, body: { name: `Edit ${users}` } };
				return [(await from.send('PATCH', path, options)).status];
			});
			const statuses = (await Promise.all(racing)).flat().filter((status) => status !== 0);
			expect(statuses.sort()).toEqual([200, ...new Array<number>(EDITS - 1).fill(412)]);
		}
		expect((await pair.events()).filter(({ type }) => type === 'client_application.changed')).toHaveLength(ROUNDS);
	});
});
