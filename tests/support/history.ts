import type { LatchkeyEvent } from '@latchkey/core';
import { expect } from 'vitest';

/** An application as its events alone tell it. */
export interface Told {
	readonly name: string;
	readonly status: string;
	/** The secrets that work, oldest first. */
	readonly secretIds: readonly string[];
	readonly revoked: number;
}

const NOTHING: Told = { name: '', status: 'absent', secretIds: [], revoked: 0 };

/**
 * The states of one application by revision, from 0, where there was none. Fails where a revision is missing, or where
 * an event tells of what could not have happened there.
 */
export function statesOf(events: readonly LatchkeyEvent[]): readonly Told[] {
	const states: Told[] = [NOTHING];
	for (const [revision, together] of Map.groupBy(events, (event) => event.revision)) {
		expect(revision, 'a revision is missing, or out of order').toBe(states.length);
		states.push(together.reduce(apply, states.at(-1) ?? NOTHING));
	}
	return states;
}

function apply(state: Told, event: LatchkeyEvent): Told {
	expect(state.status, 'nothing happens after the removal').not.toBe('removed');
	switch (event.type) {
		case 'client_application.added':
			expect(state.status).toBe('absent');
			return { ...state, name: event.data.name, status: 'enabled' };
		case 'client_application.changed':
			expect(event.data.before.name ?? state.name).toBe(state.name);
			return { ...state, name: event.data.after.name ?? state.name };
		case 'client_application.enabled':
			expect(state.status).toBe('disabled');
			return { ...state, status: 'enabled' };
		case 'client_application.disabled':
			expect(state.status).toBe('enabled');
			return { ...state, status: 'disabled' };
		case 'client_application.removed':
			expect(event.data.name).toBe(state.name);
			return { ...state, status: 'removed', secretIds: [] };
		case 'client_secret.added':
			expect(event.data.superseded.map(({ secretId }) => secretId)).toEqual(state.secretIds);
			return { ...state, secretIds: [...state.secretIds, event.data.secretId] };
		case 'client_secret.revealed':
			expect(state.secretIds, 'only what works is revealed').toContain(event.data.secretId);
			return state;
		case 'client_secret.revoked':
			return { ...without(state, event.data.secretId), revoked: state.revoked + 1 };
		case 'client_secret.rotated':
			return without(state, event.data.secretId);
		default:
			expect.fail(`not expected here: ${event.type}`);
	}
}

function without(state: Told, secretId: string): Told {
	expect(state.secretIds).toContain(secretId);
	return { ...state, secretIds: state.secretIds.filter((one) => one !== secretId) };
}

/** One request: when it was under way, and what must be true of the state that it took effect on. */
export interface Operation {
	readonly what: string;
	readonly clientId: string;
	/** Of the monotonic clock of this process. */
	readonly startedAt: number;
	readonly endedAt: number;
	/** The revision that it made; undefined where it changed nothing. */
	readonly revision: number | undefined;
	readonly couldBeAt: (state: Told) => boolean;
}

/**
 * Linearizable: there is one order of all of them, in which each takes effect at some moment between its call and its
 * answer. The revisions are that order for those that wrote; for each of the others there must be a place among them.
 */
export function assertLinearizable(operations: readonly Operation[], states: readonly Told[]): void {
	for (const operation of operations) {
		const { what, revision, startedAt, endedAt, couldBeAt } = operation;
		let earliest = 0;
		let latest = states.length - 1;
		for (const other of operations) {
			if (other.revision === undefined) continue;
			if (other.endedAt < startedAt) earliest = Math.max(earliest, other.revision);
			if (other.startedAt > endedAt) latest = Math.min(latest, other.revision - 1);
		}
		if (revision === undefined) {
			const window = states.slice(earliest, latest + 1);
			expect(window.some(couldBeAt), `${what} has no place from ${earliest} to ${latest}`).toBe(true);
		} else {
			expect(revision, `${what} took effect before it was asked for`).toBeGreaterThan(earliest);
			expect(revision, `${what} took effect after it was answered`).toBeLessThanOrEqual(latest);
			const before = states[revision - 1];
			expect(before !== undefined && couldBeAt(before), `${what} was not allowed at ${revision}`).toBe(true);
		}
	}
}
