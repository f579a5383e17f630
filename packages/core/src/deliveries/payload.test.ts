import { expect, it } from 'vitest';
import { EVENT } from '../../test/deliveries.ts';
import { CLIENT_ID } from '../../test/samples.ts';
import { payloadOf } from './payload.ts';

it('tells what happened, when and to whom, and not who did it', () => {
	expect(JSON.parse(payloadOf(EVENT))).toEqual({
		type: 'client_secret.revoked',
		timestamp: '2026-01-01T00:00:00.000Z',
		data: { customerId: 'acme', domainId: 'phones', clientId: CLIENT_ID, secretId: 'sec_first', leaked: true },
	});
});

it('names no application where none is meant', () => {
	const changed = { ...EVENT, clientId: null, type: 'policy.removed', data: {} } as const;
	expect(JSON.parse(payloadOf(changed))).toMatchObject({ data: { customerId: 'acme', domainId: 'phones' } });
	expect(payloadOf(changed)).not.toContain('clientId');
});
