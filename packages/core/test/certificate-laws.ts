import { expect } from 'vitest';
import {
	type ClientCertificate,
	certificateEndsAt,
	certificateHasEnded,
} from '../src/certificates/client-certificate.ts';
import type { DecidedEvent } from '../src/events/event.ts';
import type { Life, Step } from './decision-laws.ts';

/** What every decision keeps of certificates. Notes down in `life` what ended. */
export function expectLawfulCertificates(step: Step, life: Life): void {
	expectOnlyWhatMayWork(step, life);
	expectNoLongerLives(step);
	expectOneEndingEach(step, life);
	expectLeaksToReachDescendants(step);
}

function expectOnlyWhatMayWork({ state, now }: Step, life: Life): void {
	const { certificates } = state;
	expect(certificates.filter((certificate) => certificateHasEnded(certificate, now))).toEqual([]);
	expect(ids(certificates).filter((id) => life.endings.has(id))).toEqual([]);
	expect(new Set(ids(certificates)).size).toBe(certificates.length);
	for (const { expiresAt, notAfter } of certificates) expect(expiresAt).toBeLessThanOrEqual(notAfter);
}

/** No decision gives a certificate a longer life, or another content. */
function expectNoLongerLives({ before, command, state, now }: Step): void {
	for (const certificate of state.certificates) {
		const { overlapEndsAt, expiresAt, adoptedAt, expiryNoticeMs, ...rest } = certificate;
		const earlier = before.certificates.find(({ certificateId }) => certificateId === rest.certificateId);
		if (earlier === undefined) {
			expect(command.type).toBe('add_certificate');
			expect({ overlapEndsAt, createdAt: rest.createdAt, adoptedAt }).toEqual({
				overlapEndsAt: null,
				createdAt: now,
				adoptedAt: null,
			});
			continue;
		}
		expect(earlier).toMatchObject(rest);
		expect(certificateEndsAt(certificate)).toBeLessThanOrEqual(certificateEndsAt(earlier));
		if (expiresAt < earlier.expiresAt) expect(command.type).toBe('advance');
		expect([earlier.adoptedAt ?? adoptedAt]).toEqual([adoptedAt]);
		expect(expiryNoticeMs ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
			earlier.expiryNoticeMs ?? Number.POSITIVE_INFINITY,
		);
	}
}

/** Whatever leaves the list is said to have ended, once and as what; nothing else is. */
function expectOneEndingEach({ before, state, events, now }: Step, life: Life): void {
	const added = events.flatMap((event) =>
		event.type === 'client_certificate.added' ? [event.data.certificateId] : [],
	);
	const known = [...ids(before.certificates), ...added];
	const ended = events.flatMap((event) => endingOf(event) ?? []);
	for (const { certificateId, type } of ended) {
		expect(known).toContain(certificateId);
		expect(life.endings.get(certificateId)).toBeUndefined();
		life.endings.set(certificateId, type);
		const earlier = before.certificates.find((certificate) => certificate.certificateId === certificateId);
		if (type === 'client_certificate.expired' && earlier !== undefined) {
			expect(earlier.expiresAt).toBeLessThanOrEqual(now);
		}
	}
	const gone = known.filter((id) => !ids(state.certificates).includes(id));
	expect(ended.map(({ certificateId }) => certificateId).sort()).toEqual(gone.sort());
}

/** Whoever stole a credential may hold what was given to its holder. */
function expectLeaksToReachDescendants({ before, command, state }: Step): void {
	const stolen = stolenBy(command);
	if (stolen === undefined || !names(before).includes(stolen)) return;
	for (const { ancestors } of [...state.secrets, ...state.certificates]) expect(ancestors).not.toContain(stolen);
}

function stolenBy(command: Step['command']): string | undefined {
	if (command.type === 'revoke_secret' && command.leaked) return command.secretId;
	if (command.type === 'revoke_certificate' && command.leaked) return command.certificateId;
	return undefined;
}

function names({ secrets, certificates }: Step['before']): string[] {
	return [...secrets.map(({ secretId }) => secretId), ...ids(certificates)];
}

function endingOf(event: DecidedEvent): { readonly certificateId: string; readonly type: string } | undefined {
	switch (event.type) {
		case 'client_certificate.revoked':
		case 'client_certificate.expired':
		case 'client_certificate.rotated':
			return { certificateId: event.data.certificateId, type: event.type };
		default:
			return undefined;
	}
}

function ids(certificates: readonly ClientCertificate[]): string[] {
	return certificates.map(({ certificateId }) => certificateId);
}
