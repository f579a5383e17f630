import fc from 'fast-check';
import type { ClientApplication } from '../src/applications/client-application.ts';
import { type ApplicationCommand, decide } from '../src/applications/decide.ts';
import type { DecidedEvent } from '../src/events/event.ts';
import { secretWorks } from '../src/secrets/client-secret.ts';
import { expectLawful, type Life, RULES, type Step } from './decision-laws.ts';
import { deepFreeze } from './deep-freeze.ts';
import { type Replayed, replay } from './replay.ts';
import { clientApplication, NOW, newSecret } from './samples.ts';

export interface Subject {
	application: ClientApplication;
}

export function startOfLife(): { model: Life; real: Subject } {
	const application = deepFreeze(clientApplication());
	const { name, description, ownerId, privileges, secrets } = application;
	const replayed: Replayed = { name: '', description, ownerId: '', privileges: [], status: '', overlaps: new Map() };
	replay(replayed, { type: 'client_application.added', data: { name, ownerId, privileges } });
	for (const { secretId, expiresAt } of secrets) {
		replay(replayed, { type: 'client_secret.added', data: { secretId, expiresAt, superseded: [] } });
	}
	const added = secrets.map(({ secretId }) => secretId);
	return {
		model: { now: NOW, added, endings: new Map(), replayed, types: new Set() },
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
		live(life, command, events);
		subject.application = state;
	}

	toString(): string {
		return `${this.#passed} ms, ${this.#name}`;
	}
}

function live(life: Life, command: ApplicationCommand, events: readonly DecidedEvent[]): void {
	if (command.type === 'add_secret' && events.length > 0) life.added.push(command.secret.secretId);
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

function addSecret(overlapMs: number, lifetimeMs: number | null): Choose {
	return (_, life, now) => {
		const expiresAt = lifetimeMs === null ? null : now + lifetimeMs;
		return { type: 'add_secret', secret: newSecret(`number-${life.added.length}`, { expiresAt }), overlapMs };
	};
}

const oneOfThem = fc.oneof(
	steps('edit', 6, fc.tuple(edits, statuses), ([fields, status]) => () => ({ type: 'edit', fields, status })),
	steps('remove', 1, fc.constant(''), () => () => ({ type: 'remove' })),
	steps('reveal', 2, index, (chosen) => (application, _, now) => {
		const working = application.secrets.filter((secret) => secretWorks(secret, now));
		const secret = working[chosen % Math.max(1, working.length)];
		return secret === undefined ? undefined : { type: 'record_reveal', secretId: secret.secretId };
	}),
	steps('add', 8, fc.tuple(overlaps, lifetimes), ([overlapMs, lifetimeMs]) => addSecret(overlapMs, lifetimeMs)),
	// Any secret that ever was: one that is gone already must stay as it ended.
	steps('revoke', 3, index, (chosen) => (_, { added }) => ({
		type: 'revoke_secret',
		secretId: added[chosen % added.length] ?? '',
	})),
	steps('shred', 1, fc.constant(''), () => () => ({ type: 'shred_sealed' })),
	steps('settle', 4, fc.constant(''), () => () => ({ type: 'settle' })),
);

export const decisionSteps = [oneOfThem];
