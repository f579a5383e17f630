import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type PresentedCredentials, presentedCredentials } from './credentials.ts';

const ID = 'lk.acme.phones.0123456789abcdefABCDEF';
const SECRET = 'lks_0123456789abcdefghijklmnopqrstuvwxyzAB';
const certificate = Buffer.from([0x30, 3, 2, 1, 5]);
const byCertificate = {
	method: 'client_certificate',
	clientId: ID,
	thumbprint: createHash('sha256').update(certificate).digest('base64url'),
};
const bySecret = { method: 'client_secret', clientId: ID, clientSecret: SECRET };
const BASIC = `Basic ${Buffer.from(`${ID}:${SECRET}`).toString('base64')}`;

describe.each(['strict', 'lenient'])('a certificate (RFC 8705 §2), %s', (door) => {
	/** The credentials, or the error code in their place. */
	function present(authorization: string | undefined, form: Record<string, string>): PresentedCredentials | string {
		try {
			const request = { authorization, parameters: [], address: undefined, certificate };
			return presentedCredentials(request, new Map(Object.entries(form)), door === 'lenient');
		} catch (error) {
			if (error instanceof Error && 'error' in error) return String(error.error);
			throw error;
		}
	}

	it('authenticates who names its client_id and nothing else', () => {
		expect(present(undefined, { client_id: ID })).toEqual(byCertificate);
		expect(present(undefined, { client_id: ID, scope: 'devices:read' })).toEqual(byCertificate);
	});

	it.each([
		['Basic', BASIC, {}],
		['Basic, and the same client_id in the form', BASIC, { client_id: ID }],
		['the form', undefined, { client_id: ID, client_secret: SECRET }],
	])('counts for nothing beside a secret by %s', (_, authorization, form) => {
		expect(present(authorization, form)).toEqual(bySecret);
	});

	it('counts for nothing beside an assertion, good or bad', () => {
		const form = {
			client_id: ID,
			client_assertion: 'x',
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
		};
		expect(present(undefined, form)).not.toMatchObject({ method: 'client_certificate' });
	});

	it.each([
		['no client_id', undefined, {}, 'invalid_client'],
		['a secret without its client_id', undefined, { client_secret: SECRET }, 'invalid_client'],
		['another scheme', 'Bearer x', { client_id: ID }, 'invalid_client'],
		['an empty header', '', { client_id: ID }, 'invalid_client'],
		[
			'Basic without a secret',
			`Basic ${Buffer.from(`${ID}:`).toString('base64')}`,
			{ client_id: ID },
			'invalid_client',
		],
		['Basic of another client', BASIC, { client_id: 'other' }, 'invalid_request'],
		['an id that is no text', undefined, { client_id: `${ID}\0` }, 'invalid_client'],
		['an id too long', undefined, { client_id: 'a'.repeat(1025) }, 'invalid_client'],
	])('does not make up for %s', (_, authorization, form, code) => {
		expect(present(authorization, form)).toBe(code);
	});
});
