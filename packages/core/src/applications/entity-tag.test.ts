import { describe, expect, it } from 'vitest';
import { clientApplication, clientSecret, NOW } from '../../test/samples.ts';
import { initialLifecycle } from '../lifecycle/state.ts';
import type { ClientApplication } from './client-application.ts';
import { applicationTag, entityTag, meetsPrecondition } from './entity-tag.ts';

const tag = applicationTag(clientApplication());

describe('applicationTag', () => {
	it('is a strong validator of RFC 9110 §8.8.3', () => {
		expect(tag).toMatch(/^"[\x21\x23-\x7e]{22}"$/);
	});

	const edits: [keyof ClientApplication, Partial<ClientApplication>][] = [
		['clientId', { clientId: 'lk.acme.phones.another' }],
		['name', { name: 'Reports' }],
		['description', { description: 'Nightly' }],
		['ownerId', { ownerId: 'heir' }],
		['privileges', { privileges: [] }],
		['status', { status: 'disabled' }],
		['lifecycle', { lifecycle: { ...initialLifecycle(NOW), heldByManager: ['status'] } }],
	];
	it.each(edits)('changes with %s', (_, fields) => {
		expect(applicationTag(clientApplication(fields))).not.toBe(tag);
	});

	const background: [keyof ClientApplication, Partial<ClientApplication>][] = [
		['revision', { revision: 9 }],
		['updatedAt', { updatedAt: NOW + 1 }],
		['secrets', { secrets: [clientSecret('another', { overlapEndsAt: NOW + 1 })] }],
		['revokedCredentials', { revokedCredentials: [{ credentialId: 'sec_old', revokedAt: NOW }] }],
		['tokenEpoch', { tokenEpoch: 5 }],
		['invalidatedAt', { invalidatedAt: NOW }],
		['slot', { slot: '0000007' }],
	];
	it.each(background)('stays as it is where %s changes, so that background work fails no edit', (_, fields) => {
		expect(applicationTag(clientApplication(fields))).toBe(tag);
	});
});

describe('entityTag', () => {
	it('keeps the parts apart', () => {
		const parts = [['ab', ''], ['a', 'b'], ['', 'ab'], ['ab'], [['a', 'b']], ['a,b'], ['a","b']];
		expect(new Set(parts.map(entityTag)).size).toBe(parts.length);
	});
});

describe('meetsPrecondition (RFC 9110 §13.1.1)', () => {
	it.each([
		['none was sent', undefined, true],
		['any will do', '*', true],
		['it is listed', ['"other"', tag], true],
		['it is not listed', ['"other"'], false],
		['the list is empty', [], false],
		['it is listed as a weak one', [`W/${tag}`], false],
	] as const)('%s', (_, precondition, met) => {
		expect(meetsPrecondition(precondition, tag)).toBe(met);
	});
});
