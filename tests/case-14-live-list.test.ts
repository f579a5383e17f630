import { type Actor, LatchkeyError, OAuthError } from '@latchkey/core';
import { type ManualClock, manualClock } from '@latchkey/testing';
import { expect, it } from 'vitest';
import { type Seeded, seeded } from './support/seeded.ts';
import { type Instance, SHARED_PRIVILEGES, shareStore } from './support/shared-store.ts';
import { runs } from './support/soak.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DOMAIN = 'phones';
const ADMIN: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { [DOMAIN]: { manage: true, reveal: true, grantable: SHARED_PRIVILEGES } },
};
const ADDRESS = '192.0.2.1';
const STEPS = 60;
const FIRST_SEED = Number(process.env['LATCHKEY_SEED'] ?? 1);
const SEEDS = process.env['LATCHKEY_SEED'] === undefined ? runs(12) : 1;

/** An application, every secret of it that anybody was ever shown, and two processes that serve it. */
interface Life {
	readonly random: Seeded;
	readonly clock: ManualClock;
	readonly instances: readonly Instance[];
	readonly clientId: string;
	/** OAuth Credentials by secret id. */
	readonly shown: Map<string, string>;
}

const basic = (oauthCredentials = ''): { authorization: string; address: string } => ({
	authorization: `Basic ${oauthCredentials}`,
	address: ADDRESS,
});

type Step = (life: Life, at: Instance) => Promise<unknown>;

const STEPS_TO_PICK: readonly Step[] = [
	async ({ clientId, shown }, { latchkey }) => {
		const { secret, credentials } = await latchkey.secrets.add(ADMIN, DOMAIN, clientId, {});
		shown.set(secret.secretId, credentials.oauthCredentials);
	},
	async ({ clientId, shown, random }, { latchkey }) => {
		const input = { overlapMs: random.below(2) * HOUR_MS };
		const { secret, credentials } = await latchkey.secrets.add(ADMIN, DOMAIN, clientId, input);
		shown.set(secret.secretId, credentials.oauthCredentials);
	},
	async ({ shown, random }, { latchkey }) => {
		const { secret, credentials } = await latchkey.self.rotate(basic(random.pick([...shown.values()])));
		shown.set(secret.secretId, credentials.oauthCredentials);
	},
	({ clientId, shown, random }, { latchkey }) =>
		latchkey.secrets.revoke(ADMIN, DOMAIN, clientId, random.pick([...shown.keys()]), { leaked: random.below(2) === 0 }),
	({ clientId }, { latchkey }) => latchkey.secrets.completeRotation(ADMIN, DOMAIN, clientId),
	({ clientId }, { latchkey }) => latchkey.secrets.cancelRotation(ADMIN, DOMAIN, clientId),
	({ clientId, random }, { latchkey }) =>
		latchkey.applications.change(ADMIN, DOMAIN, clientId, { status: random.below(3) === 0 ? 'disabled' : 'enabled' }),
	({ random }, { latchkey }) =>
		latchkey.policies.set(ADMIN, DOMAIN, {
			showOnce: random.below(4) === 0,
			rotateEveryMs: random.pick([null, 3 * DAY_MS]),
			maxLifetimeMs: random.pick([null, 5 * DAY_MS]),
			overlapMs: random.pick([DAY_MS, 2 * DAY_MS]),
			quietMs: 6 * HOUR_MS,
		}),
	async ({ clock, random }, at) => {
		clock.advance(random.below(DAY_MS));
		await at.work();
	},
	async ({ clock, random }) => clock.advance(random.below(DAY_MS)),
];

/** What cannot be done just now is refused, and that is all. */
async function tryTo(step: Step, life: Life, at: Instance): Promise<void> {
	try {
		await step(life, at);
	} catch (error) {
		if (!(error instanceof LatchkeyError) && !(error instanceof OAuthError)) throw error;
	}
}

interface Live {
	readonly enabled: boolean;
	readonly secretIds: ReadonlySet<string>;
}

async function liveList({ clientId }: Life, { latchkey }: Instance): Promise<Live> {
	const { status, secrets } = await latchkey.applications.get(ADMIN, DOMAIN, clientId);
	return { enabled: status === 'enabled', secretIds: new Set(secrets.map(({ secretId }) => secretId)) };
}

/** Of what the schedule made nobody has heard yet. */
async function showUnknown(life: Life, at: Instance, { secretIds }: Live): Promise<void> {
	for (const secretId of secretIds) {
		if (life.shown.has(secretId)) continue;
		const show: Step = async ({ clientId, shown }, { latchkey }) => {
			const { oauthCredentials } = await latchkey.applications.reveal(ADMIN, DOMAIN, clientId, secretId);
			shown.set(secretId, oauthCredentials);
		};
		await tryTo(show, life, at);
	}
}

/** Whether any door that takes secrets lets this one in. */
async function letsIn({ latchkey }: Instance, oauthCredentials: string): Promise<boolean> {
	const request = { ...basic(oauthCredentials), parameters: [] };
	const form: [string, string][] = [['grant_type', 'client_credentials']];
	const doors = [
		() => latchkey.tokens.issueLeniently(request),
		() => latchkey.tokens.issue({ ...request, parameters: form }),
		() => latchkey.self.get(request),
	];
	const answers = await Promise.allSettled(doors.map((door) => door()));
	for (const answer of answers) {
		if (answer.status === 'rejected' && !(answer.reason instanceof OAuthError)) throw answer.reason;
	}
	const opened = answers.filter(({ status }) => status === 'fulfilled').length;
	expect([0, doors.length], 'every door says the same').toContain(opened);
	return opened > 0;
}

it(`case 14: no secret outside the live list ever works, and all of it do, in ${SEEDS} lives`, async () => {
	const seen = { dead: 0, alive: 0 };
	for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
		const random = seeded(seed);
		const clock = manualClock();
		// Or a secret might be retired between a look at the list and the try.
		const { instances } = await shareStore([clock, clock], {}, { worksUnasked: false });
		const input = { name: 'EMM', privileges: ['devices:read'] };
		const added = await random.pick(instances).latchkey.applications.add(ADMIN, DOMAIN, input);
		const { clientId, oauthCredentials } = added.credentials;
		const first = added.application.secrets[0]?.secretId ?? '';
		const life: Life = { random, clock, instances, clientId, shown: new Map([[first, oauthCredentials]]) };
		for (let step = 0; step < STEPS; step++) {
			await tryTo(random.pick(STEPS_TO_PICK), life, random.pick(instances));
			const live = await liveList(life, random.pick(instances));
			await showUnknown(life, random.pick(instances), live);
			for (const [secretId, credentials] of life.shown) {
				const lives = live.enabled && live.secretIds.has(secretId);
				// To use one is to adopt it, and what was adopted can be replaced no more: not every time.
				if (lives && random.below(4) > 0) continue;
				const where = `LATCHKEY_SEED=${seed}, step ${step}, ${secretId}`;
				expect(await letsIn(random.pick(instances), credentials), where).toBe(lives);
				seen[lives ? 'alive' : 'dead'] += 1;
			}
		}
	}
	expect(seen.dead).toBeGreaterThan(100 * SEEDS);
	expect(seen.alive).toBeGreaterThan(5 * SEEDS);
});
