import fc from 'fast-check';
import type { ClientApplication } from '../src/applications/client-application.ts';
import { type ApplicationCommand, decide } from '../src/applications/decide.ts';
import type { KeyChange } from '../src/assertions/change-keys.ts';
import type { DecidedEvent } from '../src/events/event.ts';
import { DEFAULT_RULES, type LifecycleRules } from '../src/lifecycle/rules.ts';
import { secretWorks } from '../src/secrets/client-secret.ts';
import type { RotationTerms } from '../src/secrets/decide.ts';
import type { CredentialUsage } from '../src/store.ts';
import { expectLawful, type Life, RULES, type Step } from './decision-laws.ts';
import { deepFreeze } from './deep-freeze.ts';
import { publicKey } from './keys.ts';
import { type Replayed, replay } from './replay.ts';
import { clientApplication, NOW, newCertificate, newSecret } from './samples.ts';

export interface Subject {
	application: ClientApplication;
}

export function startOfLife(): { model: Life; real: Subject } {
	const application = deepFreeze(clientApplication());
	const { name, description, ownerId, privileges, secrets } = application;
	const replayed: Replayed = {
		name: '',
		description,
		ownerId: '',
		privileges: [],
		publicKeys: [],
		jwksUri: null,
		status: '',
		heldByManager: [],
		overlaps: new Map(),
	};
	const { allowedAddresses, tokenLifetimeSeconds } = application;
	const data = { name, ownerId, privileges, allowedAddresses, tokenLifetimeSeconds };
	replay(replayed, { type: 'client_application.added', data });
	for (const { secretId, expiresAt } of secrets) {
		replay(replayed, { type: 'client_secret.added', data: { secretId, expiresAt, superseded: [] } });
	}
	const added = secrets.map(({ secretId }) => secretId);
	return {
		model: { now: NOW, added, certificates: [], endings: new Map(), replayed, types: new Set() },
		real: { application },
	};
}

/** Makes the command for the state as it is; undefined where nobody would give such a command. */
type Choose = (application: ClientApplication, life: Readonly<Life>, now: number) => ApplicationCommand | undefined;

class DecisionStep implements fc.Command<Life, Subject> {
	readonly #name: string;
	readonly #passed: number;
	readonly #choose: Choose;

	constructor(name: string, passed: number, choose: Choose) {
		this.#name = name;
		this.#passed = passed;
		this.#choose = choose;
	}

	check(): boolean {
		return true;
	}

	run(life: Life, subject: Subject): void {
		life.now += this.#passed;
		const { application: before } = subject;
		const command = this.#choose(before, life, life.now);
		if (command === undefined) return;
		deepFreeze(command);
		const { state, events } = deepFreeze(decide(before, command, life.now, RULES));
		const again = decide(before, command, life.now, RULES);
		const step: Step = { before, command, now: life.now, state, events, again };
		expectLawful(step, life);
		live(life, events);
		subject.application = state;
	}

	toString(): string {
		return `${this.#passed} ms, ${this.#name}`;
	}
}

function live(life: Life, events: readonly DecidedEvent[]): void {
	for (const { type, data } of events) {
		if (type === 'client_secret.added') life.added.push(data.secretId);
		if (type === 'client_certificate.added') life.certificates.push(data.certificateId);
	}
	for (const event of events) life.types.add(event.type);
}

/** Mostly a little later, often at the same time, now and then after a long sleep or before the last reading. */
const passed = fc.oneof(
	{ weight: 5, arbitrary: fc.integer({ min: 0, max: 400 }) },
	{ weight: 2, arbitrary: fc.constant(0) },
	{ weight: 1, arbitrary: fc.integer({ min: 1000, max: 100_000 }) },
	{ weight: 2, arbitrary: fc.integer({ min: -2000, max: -1 }) },
);

// Few values, so that an edit often says what is so already.
const edits = fc.record(
	{
		name: fc.constantFrom('Inventory', 'Reports'),
		description: fc.constantFrom('', 'Nightly'),
		ownerId: fc.constantFrom('owner', 'heir'),
		privileges: fc.constantFrom(['devices:read'], ['devices:read', 'devices:wipe'], []),
	},
	{ requiredKeys: [] },
);

const KEYS = ['a', 'b', 'c'].map((kid) => ({ ...publicKey(kid), createdBy: 'owner' }));
const keyChanges: fc.Arbitrary<KeyChange> = fc.oneof(
	fc.subarray(KEYS).map((publicKeys) => ({ publicKeys, keySet: null })),
	fc.constantFrom('https://one.example/keys', 'https://two.example/keys').map((uri) => ({
		publicKeys: [],
		keySet: { uri, createdBy: 'owner' },
	})),
);

const statuses = fc.constantFrom(undefined, undefined, 'enabled' as const, 'disabled' as const);
const index = fc.nat({ max: 20 });
const overlaps = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 }));
const lifetimes = fc.oneof(fc.constant(null), fc.integer({ min: -10, max: 3000 }));

function steps<T>(name: string, weight: number, argument: fc.Arbitrary<T>, choose: (argument: T) => Choose) {
	const arbitrary = fc
		.tuple(passed, argument)
		.map(([ms, value]) => new DecisionStep(`${name} ${JSON.stringify(value)}`, ms, choose(value)));
	return { weight, arbitrary };
}

function termsOf(origin: RotationTerms['origin'], overlapMs: number, byEvidence: boolean): RotationTerms {
	return { origin, overlapMs, byEvidence };
}

function addSecret(overlapMs: number, lifetimeMs: number | null, byEvidence: boolean): Choose {
	return (_, life, now) => {
		const expiresAt = lifetimeMs === null ? null : now + lifetimeMs;
		const secret = newSecret(`number-${life.added.length}`, { expiresAt });
		return { type: 'add_secret', secret, terms: termsOf('user', overlapMs, byEvidence) };
	};
}

/** By the integration that holds any secret which works, or by a user. */
function takeUp(overlapMs: number, chosen: number): Choose {
	return ({ secrets }, { added }, now) => {
		const holder = secrets.filter((secret) => secretWorks(secret, now))[chosen];
		const ancestors = holder === undefined ? [] : [holder.secretId, ...holder.ancestors];
		const secret = newSecret(`number-${added.length}`, { ancestors });
		return { type: 'take_up', secret, terms: termsOf('integration', overlapMs, true), presented: holder?.secretId };
	};
}

/** By a user, or by an integration that holds any secret. */
function addCertificate(overlapMs: number, lifetimeMs: number, chosen: number): Choose {
	return ({ secrets }, { certificates }, now) => {
		const holder = secrets[chosen];
		const ancestors = holder === undefined ? [] : [holder.secretId, ...holder.ancestors];
		const notAfter = now + lifetimeMs;
		const certificate = newCertificate(`number-${certificates.length}`, { ancestors, notAfter });
		return { type: 'add_certificate', certificate, overlapMs };
	};
}

const someRules: fc.Arbitrary<LifecycleRules> = fc.record({
	maxLifetimeMs: fc.constantFrom(null, 4000),
	rotateEveryMs: fc.constantFrom(null, 1500, 3000),
	overlapMs: fc.constantFrom(200, 500, 1000),
	maxOverlapMs: fc.constantFrom(1000, 2500),
	retireWhenQuiet: fc.boolean(),
	quietMs: fc.constantFrom(100, 400),
	extendStalled: fc.boolean(),
	noticesMs: fc.constantFrom([], [300], [2000, 700, 100]),
	idleDisableAfterMs: fc.constantFrom(null, null, 5000),
	idleRemoveAfterMs: fc.constantFrom(null, null, 9000),
	onLeak: fc.constant('revoke'),
});

/** Which secrets were used how long ago; what nobody used has no usage. */
const someUse = fc.array(fc.option(fc.nat({ max: 2000 }), { nil: undefined }), { maxLength: 6 });

function advance(
	rules: LifecycleRules,
	showOnce: boolean,
	use: readonly (number | undefined)[],
	unknownMs: number,
): Choose {
	return ({ clientId }, { added, certificates }, now) => {
		const latest = [...added, ...certificates.slice(-2)].slice(-use.length);
		const usages = latest.flatMap((secretId, index): CredentialUsage[] => {
			const ago = use[index];
			if (ago === undefined) return [];
			const at = now - ago;
			return [
				{ clientId, credentialId: secretId, tokensIssued: 1, firstUsedAt: at, lastUsedAt: at, lastAddress: null },
			];
		});
		const secret = newSecret(`number-${added.length}`);
		const facts = { rules: { ...DEFAULT_RULES, ...rules }, showOnce, usages, usageKnownUntil: now - unknownMs };
		return { type: 'advance', facts: { ...facts, secret } };
	};
}

const oneOfThem = fc.oneof(
	steps('edit', 6, fc.tuple(edits, statuses, fc.boolean()), ([fields, status, byManager]) => () => ({
		type: 'edit',
		fields,
		status,
		byManager,
	})),
	steps('revoke tokens', 1, fc.constant(''), () => () => ({ type: 'invalidate_tokens' })),
	steps('register keys', 2, keyChanges, (keys) => () => ({ type: 'edit', fields: {}, keys })),
	steps('remove', 1, fc.constant(''), () => () => ({ type: 'remove' })),
	steps('reveal', 2, index, (chosen) => (application, _, now) => {
		const working = application.secrets.filter((secret) => secretWorks(secret, now));
		const secret = working[chosen % Math.max(1, working.length)];
		return secret === undefined ? undefined : { type: 'record_reveal', secretId: secret.secretId };
	}),
	steps('add', 6, fc.tuple(overlaps, lifetimes, fc.boolean()), (chosen) => addSecret(...chosen)),
	steps('take up', 5, fc.tuple(overlaps, fc.nat({ max: 4 })), (chosen) => takeUp(...chosen)),
	steps('certify', 5, fc.tuple(overlaps, fc.integer({ min: -10, max: 9000 }), fc.nat({ max: 6 })), (chosen) =>
		addCertificate(...chosen),
	),
	steps('complete', 1, fc.constant(''), () => () => ({ type: 'complete_rotation' })),
	steps('cancel', 2, fc.constant(''), () => () => ({ type: 'cancel_rotation' })),
	steps('adopt', 5, index, (chosen) => (_, { added, certificates }, now) => ({
		type: 'record_adoption',
		use: { credentialId: [...added, ...certificates].toReversed()[chosen] ?? '', firstUsedAt: now, address: null },
	})),
	steps('review', 1, fc.constant(''), () => () => ({ type: 'review' })),
	steps('advance', 14, fc.tuple(someRules, fc.boolean(), someUse, fc.constantFrom(0, 0, 300)), (chosen) =>
		advance(...chosen),
	),
	// Any secret that ever was: one that is gone already must stay as it ended.
	steps('revoke', 3, fc.tuple(index, fc.boolean()), ([chosen, leaked]) => (_, { added }) => ({
		type: 'revoke_secret',
		secretId: added[chosen % added.length] ?? '',
		leaked,
	})),
	steps('revoke a certificate', 2, fc.tuple(index, fc.boolean()), ([chosen, leaked]) => (_, { certificates }) => ({
		type: 'revoke_certificate',
		certificateId: certificates[chosen % Math.max(1, certificates.length)] ?? '',
		leaked,
	})),
	steps('revoke all', 1, fc.boolean(), (leaked) => () => ({ type: 'revoke_all', leaked })),
	steps('report a leak', 2, fc.tuple(index, fc.boolean()), ([chosen, revoke]) => (_, { added }) => ({
		type: 'report_leak',
		secretId: added[chosen % added.length] ?? '',
		place: { url: 'https://code.example/file', source: null },
		revoke,
	})),
	steps('shred', 1, fc.constant(''), () => () => ({ type: 'shred_sealed' })),
	steps('settle', 4, fc.constant(''), () => () => ({ type: 'settle' })),
);

export const decisionSteps = [oneOfThem];
