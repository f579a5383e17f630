import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publicKey } from '../../test/keys.ts';
import { clientApplication, NOW, newCertificate, newSecret } from '../../test/samples.ts';
import { runs } from '../../test/soak.ts';
import type { ClientApplication } from '../applications/client-application.ts';
import { type ApplicationCommand, decide } from '../applications/decide.ts';
import { addsKeys } from '../assertions/key-edit.ts';
import { MAX_CERTIFICATES } from '../certificates/client-certificate.ts';
import { LatchkeyError } from '../errors.ts';
import { leavesAnything } from '../leaks/decide.ts';
import { DEFAULT_RULES } from '../lifecycle/rules.ts';
import { MAX_SECRETS } from '../secrets/client-secret.ts';
import { MAX_ENDED_SECRETS } from '../secrets/ended.ts';
import { descentFrom, hasDescendants } from './descent.ts';
import {
	assertRoomForCertificate,
	assertRoomForKeys,
	assertRoomForSecret,
	MAX_REMEMBERED,
	remembered,
} from './room.ts';

const DAY = 86_400_000;
const RULES = { revocationMemoryMs: 2 * DAY };
const KEYS = Array.from({ length: 10 }, (_, index) => ({ ...publicKey(`key-${index}`), createdBy: 'owner' }));
const keySet = { uri: 'https://emm.example/keys', createdBy: 'owner' };

/** Plans a command as the services do; undefined where there is nothing that it could be about. */
type Plan = (
	application: ClientApplication,
	name: string,
	chosen: number,
	now: number,
) => ApplicationCommand | undefined;

const pick = <T>(all: readonly T[], chosen: number): T | undefined => all[chosen % Math.max(1, all.length)];
const held = ({ secrets, certificates, endedSecrets }: ClientApplication): string[] => [
	...[...secrets, ...endedSecrets].flatMap(({ secretId, ancestors }) => [secretId, ...ancestors]),
	...certificates.flatMap(({ certificateId, ancestors }) => [certificateId, ...ancestors]),
];
const overlap = (chosen: number): number => (chosen % 2 === 0 ? 0 : DAY);

const PLANS = {
	add(application, name, chosen, now) {
		assertRoomForSecret(application, false, undefined, now, RULES);
		const terms = { origin: 'user', overlapMs: overlap(chosen), byEvidence: true } as const;
		return { type: 'add_secret', secret: newSecret(name), terms };
	},
	replace(application, name, chosen, now) {
		const presented = pick(application.secrets, chosen)?.secretId;
		const ancestors = presented === undefined ? undefined : descentFrom(application, presented, now);
		if (ancestors === undefined) return undefined;
		assertRoomForSecret(application, true, presented, now, RULES);
		const terms = { origin: 'integration', overlapMs: overlap(chosen), byEvidence: true } as const;
		return { type: 'take_up', secret: newSecret(name, { ancestors }), terms, presented };
	},
	certify(application, name, chosen, now) {
		const holder = pick([...application.secrets, ...application.certificates], chosen);
		const id = holder === undefined ? '' : 'secretId' in holder ? holder.secretId : holder.certificateId;
		const ancestors = descentFrom(application, id, now) ?? [];
		assertRoomForCertificate(application, now, RULES);
		return { type: 'add_certificate', certificate: newCertificate(name, { ancestors }), overlapMs: overlap(chosen) };
	},
	register(application, _, chosen, now) {
		const published = chosen % 3 === 0 ? { ...keySet, uri: `${keySet.uri}?${chosen}` } : null;
		const publicKeys = published === null ? KEYS.filter((__, index) => (chosen >> index) % 2 === 1) : [];
		const keys = { publicKeys, keySet: published };
		if (addsKeys(application, keys)) assertRoomForKeys(application, keys, now, RULES);
		return { type: 'edit', fields: {}, keys };
	},
	schedule(application, name, _, now) {
		const rules = { ...DEFAULT_RULES, rotateEveryMs: 2000, overlapMs: 1000, maxOverlapMs: 1000 };
		const facts = { rules, showOnce: false, usages: [], usageKnownUntil: now, secret: newSecret(name) };
		return application.status === 'enabled' ? { type: 'advance', facts } : undefined;
	},
	revoke(application, _, chosen) {
		const { secretId } = pick(application.secrets, chosen) ?? {};
		return secretId === undefined ? undefined : { type: 'revoke_secret', secretId, leaked: chosen % 2 === 0 };
	},
	revokeAsLeaked(application, _, chosen) {
		const secretId = pick(held(application), chosen);
		if (secretId === undefined || !hasDescendants(application, secretId)) return undefined;
		return { type: 'revoke_secret', secretId, leaked: true };
	},
	revokeCertificate(application, _, chosen) {
		const { certificateId } = pick(application.certificates, chosen) ?? {};
		return certificateId === undefined ? undefined : { type: 'revoke_certificate', certificateId, leaked: true };
	},
	report(application, _, chosen) {
		const { secretId } = pick([...application.secrets, ...application.endedSecrets], chosen) ?? {};
		if (secretId === undefined || !leavesAnything(application, secretId)) return undefined;
		return { type: 'report_leak', secretId, place: { url: null, source: null }, revoke: true };
	},
	cancel: () => ({ type: 'cancel_rotation' }),
	complete: () => ({ type: 'complete_rotation' }),
	revokeAll: () => ({ type: 'revoke_all', leaked: true }),
} satisfies Readonly<Record<string, Plan>>;

type Kind = keyof typeof PLANS;

const ADDING: Kind[] = ['add', 'replace', 'certify', 'register', 'schedule'];
const ENDING = (Object.keys(PLANS) as Kind[]).filter((kind) => !ADDING.includes(kind));

interface Lived {
	/** How many credentials were remembered at most. */
	readonly most: number;
	/** By which error codes something was refused. */
	readonly refused: ReadonlySet<string>;
}

type Steps = readonly (readonly [Kind, chosen: number, ms: number])[];

function live(
	steps: Steps,
	check: (application: ClientApplication, before: ClientApplication, kind: Kind) => void,
): Lived {
	let application = clientApplication();
	let now = NOW;
	let most = 0;
	const refused = new Set<string>();
	for (const [index, [kind, chosen, ms]] of steps.entries()) {
		now += ms;
		const before = application;
		const plan: Plan = PLANS[kind];
		try {
			const command = plan(application, `number-${index}`, chosen, now);
			if (command !== undefined) application = decide(application, command, now, RULES).state;
		} catch (error) {
			if (!(error instanceof LatchkeyError)) throw error;
			refused.add(error.code);
		}
		most = Math.max(most, remembered(application));
		check(application, before, kind);
	}
	return { most, refused };
}

/** Of a few kinds at a time, so that these can drive it far, and no others stop them. */
const lives = fc
	.tuple(fc.subarray(ADDING, { minLength: 1, maxLength: 3 }), fc.subarray(ENDING, { minLength: 1, maxLength: 3 }))
	.chain(([adding, ending]) =>
		fc.array(
			fc.tuple(fc.constantFrom(...adding, ...ending), fc.nat({ max: 2 ** 10 }), fc.constantFrom(0, 1, 1000, 2500)),
			{ minLength: 600, maxLength: 900, size: 'max' },
		),
	);

describe('what a document remembers, in whatever order credentials are added, revoked and replaced', () => {
	it('stays bounded', () => {
		// Secrets that have ended are not counted, and are remembered too where they leak; so is what is known of as an
		// ancestor alone, one for each that goes with it.
		const bound = MAX_REMEMBERED + MAX_ENDED_SECRETS + MAX_SECRETS + MAX_CERTIFICATES;
		fc.assert(
			fc.property(lives, (steps) => {
				live(steps, (application, before, kind) => {
					expect(application.secrets.length).toBeLessThanOrEqual(MAX_SECRETS);
					expect(application.certificates.length).toBeLessThanOrEqual(MAX_CERTIFICATES);
					expect(application.endedSecrets.length).toBeLessThanOrEqual(MAX_ENDED_SECRETS);
					const most = ADDING.includes(kind) ? Math.max(MAX_REMEMBERED, remembered(before)) : bound;
					expect(remembered(application)).toBeLessThanOrEqual(most);
				});
			}),
			runs(60),
		);
	}, 600_000);

	it('is driven to every limit by such sequences', () => {
		const reached = fc.sample(lives, { numRuns: 60, seed: 5 }).map((steps) => live(steps, () => {}));
		const refused = new Set(reached.flatMap((lived) => [...lived.refused]));
		expect([...refused].sort()).toEqual(['too_many_certificates', 'too_many_revoked', 'too_many_secrets']);
		expect(Math.max(...reached.map(({ most }) => most))).toBeGreaterThan(MAX_REMEMBERED);
	});
});
