import { describe, expect, it } from 'vitest';
import { capturedLogger } from '../../test/captured-logger.ts';
import { keyPair } from '../../test/keys.ts';
import { NOW } from '../../test/samples.ts';
import { OutboundError } from '../errors.ts';
import type { OutboundAnswer, OutboundRequest } from '../ports.ts';
import { type KeySets, keySets } from './key-sets.ts';
import type { RegisteredKeySet } from './public-key.ts';

const MINUTE = 60_000;
const KEY_SET = { keyId: 'jwks_1', uri: 'https://emm.example/keys', createdAt: NOW, createdBy: 'ada' };
const PAIRS = new Map(['a', 'b'].map((kid) => [kid, keyPair('Ed25519', kid).jwk]));

function setUp() {
	const world = {
		now: NOW,
		/** What is published, by `kid`; or an answer of another kind. */
		published: ['a'] as readonly string[] | Partial<OutboundAnswer> | OutboundError,
		cacheControl: undefined as string | undefined,
		requests: [] as OutboundRequest[],
		answered: Promise.resolve(),
	};
	const outbound = {
		refusal: () => undefined,
		async send(request: OutboundRequest): Promise<OutboundAnswer> {
			world.requests.push(request);
			const { published, cacheControl } = world;
			await world.answered;
			if (published instanceof OutboundError) throw published;
			const headers = cacheControl === undefined ? {} : { 'cache-control': cacheControl };
			const answer = { status: 200, headers, bodyStart: '' };
			if (!Array.isArray(published)) return { ...answer, ...(published as Partial<OutboundAnswer>) };
			return { ...answer, bodyStart: JSON.stringify({ keys: published.map((kid: string) => PAIRS.get(kid)) }) };
		},
	};
	const logger = capturedLogger();
	const sets = keySets({ outbound, clock: { now: () => world.now }, logger });
	return { world, logger, find: (kid: string, clientId = 'one') => findBy(sets, kid, clientId) };
}

async function findBy(
	sets: KeySets,
	kid: string,
	clientId = 'one',
	keySet: RegisteredKeySet = KEY_SET,
): Promise<boolean> {
	return (await sets.find(clientId, keySet, (keys) => keys.find((key) => key.kid === kid))) !== undefined;
}

describe('fetching', () => {
	it('asks with a bound on time and on length, and once for as long as the answer is fresh', async () => {
		const { world, find } = setUp();
		for (const passed of [0, 5 * MINUTE, 4 * MINUTE]) {
			world.now += passed;
			expect(await find('a')).toBe(true);
		}
		expect(world.requests).toMatchObject([{ method: 'GET', url: KEY_SET.uri, timeoutMs: 5000, keepBytes: 65_536 }]);
		world.now += 1.1 * MINUTE;
		expect(await find('a')).toBe(true);
		expect(world.requests).toHaveLength(2);
	});

	it.each([
		['max-age=120', 2 * MINUTE],
		['max-age=1', MINUTE],
		['no-store', MINUTE],
	])('goes by %s', async (cacheControl, freshMs) => {
		const { world, find } = setUp();
		world.cacheControl = cacheControl;
		await find('a');
		world.now += freshMs - 1;
		await find('a');
		expect(world.requests).toHaveLength(1);
		world.now += 1;
		await find('a');
		expect(world.requests).toHaveLength(2);
	});

	it('asks once, however many wait for the answer', async () => {
		const { world, find } = setUp();
		const { promise, resolve } = Promise.withResolvers<void>();
		world.answered = promise;
		const found = Promise.all(Array.from({ length: 100 }, () => find('a')));
		resolve();
		expect(new Set(await found)).toEqual(new Set([true]));
		expect(world.requests).toHaveLength(1);
	});

	it('asks for each application by itself, and anew where it publishes somewhere else', async () => {
		const { world } = setUp();
		const outbound = {
			refusal: () => undefined,
			send: async ({ url }: OutboundRequest) => {
				const kid = url === KEY_SET.uri ? 'a' : 'b';
				return { status: 200, headers: {}, bodyStart: JSON.stringify({ keys: [PAIRS.get(kid)] }) };
			},
		};
		const sets = keySets({ outbound, clock: { now: () => world.now }, logger: capturedLogger() });
		expect(await findBy(sets, 'a')).toBe(true);
		const moved = { ...KEY_SET, keyId: 'jwks_2', uri: 'https://emm.example/others' };
		expect(await findBy(sets, 'a', 'one', moved)).toBe(false);
		expect(await findBy(sets, 'b', 'one', moved)).toBe(true);
	});

	it('finds nothing where nothing goes out', async () => {
		const sets = keySets({ outbound: undefined, clock: { now: () => NOW }, logger: capturedLogger() });
		expect(await findBy(sets, 'a')).toBe(false);
	});
});

describe('a key that is not known', () => {
	it('is looked for at most once a minute, and nobody waits for it who has a known one', async () => {
		const { world, find } = setUp();
		expect(await find('a')).toBe(true);
		world.published = ['a', 'b'];
		expect(await find('b')).toBe(false);
		expect(world.requests).toHaveLength(1);
		world.now += MINUTE;
		const { promise, resolve } = Promise.withResolvers<void>();
		world.answered = promise;
		const waiting = find('b');
		expect(await find('a')).toBe(true);
		resolve();
		expect(await waiting).toBe(true);
		for (let count = 0; count < 50; count++) await find(`invented-${count}`);
		expect(world.requests).toHaveLength(2);
	});

	it('that was withdrawn is no good from the next fetch on', async () => {
		const { world, find } = setUp();
		expect(await find('a')).toBe(true);
		world.published = ['b'];
		world.now += 10 * MINUTE;
		expect(await find('a')).toBe(false);
		expect(await find('b')).toBe(true);
	});
});

describe('a fetch that fails', () => {
	const FAILURES: [string, Partial<OutboundAnswer> | OutboundError][] = [
		['is not answered', new OutboundError('timeout', 'it took too long')],
		['is answered 500', { status: 500 }],
		['is redirected', { status: 302, headers: { location: 'http://127.0.0.1/' } }],
		['is answered no JSON', { bodyStart: '<html>' }],
		['is answered no set', { bodyStart: '{"keys":{}}' }],
		['is cut off at its bound', { bodyStart: '{"keys":[{"kty":"RSA","n":"AAAA' }],
		['is answered too many keys', { bodyStart: JSON.stringify({ keys: new Array(101).fill({}) }) }],
	];

	it.each(FAILURES)(
		'%s: the earlier set counts for another hour, and it is tried again each minute',
		async (_, failure) => {
			const { world, logger, find } = setUp();
			await find('a');
			world.published = failure;
			world.now += 10 * MINUTE;
			expect(await find('a')).toBe(true);
			expect(await find('a')).toBe(true);
			expect(world.requests).toHaveLength(2);
			expect(logger.lines).toMatchObject([{ level: 'warn', fields: { clientId: 'one' } }]);
			expect(JSON.stringify(logger.lines)).not.toMatch(/emm\.example|html/);
			world.now += MINUTE;
			await find('a');
			expect(world.requests).toHaveLength(3);
			world.now = NOW + 70 * MINUTE - 1;
			expect(await find('a')).toBe(true);
			world.now = NOW + 70 * MINUTE;
			expect(await find('a')).toBe(false);
			world.published = ['a'];
			world.now += MINUTE;
			expect(await find('a')).toBe(true);
		},
	);

	it('counts for no longer where the clock is set back', async () => {
		const { world, find } = setUp();
		await find('a');
		world.published = new OutboundError('timeout', 'it took too long');
		world.now -= 70 * MINUTE;
		expect(await find('a')).toBe(false);
	});
});

it('passes over what in a set is no key of ours, and takes the others', async () => {
	const { world, find } = setUp();
	const strange = [{ kty: 'oct', k: 'AAAA' }, { kty: 'EC', crv: 'P-384' }, { ...PAIRS.get('b'), use: 'enc' }, {}];
	world.published = { bodyStart: JSON.stringify({ keys: [...strange, PAIRS.get('a')] }) };
	expect(await find('a')).toBe(true);
	expect(await find('b')).toBe(false);
});
