import { describe, expect, it } from 'vitest';
import { secret } from '../../test/samples.ts';
import type { AuditEntry } from '../api/wire.ts';
import { english } from '../texts/english.ts';
import { entryWords } from './entry-words.ts';

const entry = (members: Partial<AuditEntry>): AuditEntry => ({
	customerId: 'acme',
	domainId: 'phones',
	sequence: 1,
	eventId: 'evt_1',
	type: 'client_secret.revealed',
	at: '2026-11-24T12:00:00.000Z',
	actor: { kind: 'user', id: 'ada', credentialId: null, address: '192.0.2.1' },
	clientId: 'lk.acme.phones.1',
	data: {},
	link: '',
	mac: '',
	...members,
});
const words = (members: Partial<AuditEntry>): object =>
	entryWords(entry(members), { texts: english, secrets: [secret({ secretId: 'secret-1', hint: 'a1B2' })] });

describe('an entry of the audit log', () => {
	it('says who did what to which secret, from where', () => {
		expect(words({ data: { secretId: 'secret-1' } })).toEqual({
			title: 'Client Secret shown',
			who: 'ada from 192.0.2.1',
			details: ['Secret ending in a1B2'],
		});
		expect(words({ data: { secretId: 'gone' } })).toMatchObject({ details: ['A secret that works no more'] });
	});

	it('says what was changed, from what to what', () => {
		const data = { before: { name: 'Old', privileges: [] }, after: { name: 'New', privileges: ['a', 'b'] } };
		expect(words({ type: 'client_application.changed', data })).toMatchObject({
			details: ['Name: Old → New', 'Privileges: nothing → a, b'],
		});
	});

	it('says of an endpoint that its URL was changed, and no more of it than where it is', () => {
		const type = 'endpoint.changed';
		const before = { origin: 'https://emm.example' };
		expect(words({ type, data: { before, after: { origin: 'https://new.example' } } })).toMatchObject({
			details: ['URL: https://emm.example → https://new.example'],
		});
		expect(words({ type, data: { before, after: before } })).toMatchObject({
			details: ['URL: https://emm.example, changed in what is not shown here'],
		});
	});

	it('tells a type that the page does not know by its name, and of time as by itself', () => {
		const actor = { kind: 'system', id: null, credentialId: null, address: null } as const;
		const type = 'later.invented' as AuditEntry['type'];
		expect(words({ type, actor })).toEqual({ title: 'later.invented', who: 'By itself', details: [] });
	});
});
