import { describe, expect, it } from 'vitest';
import { sampleLife } from '../../test/life.ts';
import { clientSecret, NOW, newCertificate } from '../../test/samples.ts';
import { certificateWorks } from './client-certificate.ts';

const DAY = 86_400_000;
const DEADLINE = NOW + 7 * DAY;

function lifeWithCertificate(options: Parameters<typeof sampleLife>[0] = {}) {
	const life = sampleLife(options);
	life.command({ type: 'add_certificate', certificate: newCertificate('first'), overlapMs: 7 * DAY });
	life.events();
	return life;
}

const ended = (name: string, notAfter = NOW + 365 * DAY) => ({
	certificateId: `crt_${name}`,
	serialNumber: `5e71a1-${name}`,
	generation: 1,
	notAfter,
});

describe('a certificate', () => {
	it('is told of when it is added, adopted, about to expire, and expired at its exact instant', () => {
		const life = sampleLife();
		life.command({ type: 'add_certificate', certificate: newCertificate('first'), overlapMs: 0 });
		expect(life.events()).toEqual([
			{
				type: 'client_certificate.added',
				data: {
					certificateId: 'crt_first',
					serialNumber: '5e71a1-first',
					thumbprint: 'thumbprint-of-first',
					origin: 'issued',
					expiresAt: NOW + 365 * DAY,
					superseded: [],
				},
			},
		]);
		life.use('crt_first');
		life.use('crt_first');
		const adopted = { certificateId: 'crt_first', firstUsedAt: NOW, address: '192.0.2.1' };
		expect(life.events()).toEqual([{ type: 'client_certificate.adopted', data: adopted }]);
		const given: number[] = [];
		for (let day = 0; day < 364; day++) {
			life.pass(DAY);
			for (const { type } of life.events()) {
				expect(type).toBe('client_certificate.expiring');
				given.push(364 - day);
			}
		}
		expect(given).toEqual([30, 7, 1]);
		life.pass(DAY - 1);
		expect(life.events()).toEqual([]);
		life.pass(1);
		expect(life.events()).toEqual([{ type: 'client_certificate.expired', data: ended('first') }]);
		expect(life.application.certificates).toEqual([]);
	});

	it('works on beside its successor for the overlap, and no longer', () => {
		const life = lifeWithCertificate();
		life.command({ type: 'add_certificate', certificate: newCertificate('second'), overlapMs: 7 * DAY });
		const superseded = [{ certificateId: 'crt_first', overlapEndsAt: DEADLINE }];
		expect(life.events()).toMatchObject([{ data: { certificateId: 'crt_second', superseded } }]);
		life.pass(7 * DAY - 1);
		expect(life.application.certificates.map((one) => certificateWorks(one, life.now))).toEqual([true, true]);
		life.pass(1);
		expect(life.events()).toEqual([{ type: 'client_certificate.rotated', data: ended('first') }]);
		expect(life.application.certificates).toMatchObject([{ certificateId: 'crt_second', overlapEndsAt: null }]);
	});

	it('leaves the overlap of one that was superseded before as it was, where the new one is longer', () => {
		const life = lifeWithCertificate();
		life.command({ type: 'add_certificate', certificate: newCertificate('second'), overlapMs: 7 * DAY });
		life.command({ type: 'add_certificate', certificate: newCertificate('third'), overlapMs: 30 * DAY });
		expect(life.application.certificates.map(({ overlapEndsAt }) => overlapEndsAt)).toEqual([
			DEADLINE,
			NOW + 30 * DAY,
			null,
		]);
	});

	it('takes its tokens with it when it is revoked, and none of the others', () => {
		const life = lifeWithCertificate();
		life.command({ type: 'revoke_certificate', certificateId: 'crt_first', leaked: false });
		expect(life.events()).toEqual([
			{ type: 'client_certificate.revoked', data: { ...ended('first'), reason: 'unspecified' } },
		]);
		expect(life.application).toMatchObject({
			certificates: [],
			secrets: [{ secretId: 'sec_first' }],
			revokedCredentials: [{ credentialId: 'crt_first', revokedAt: NOW }],
			tokenEpoch: 0,
			invalidatedAt: NOW,
		});
	});

	it('goes with the leaked secret whose holder was given it, as a secret does that its holder was given', () => {
		const secrets = [clientSecret('first'), clientSecret('by-certificate', { ancestors: ['crt_first'] })];
		const life = sampleLife({ application: { secrets } });
		const certificate = newCertificate('first', { ancestors: ['sec_first'] });
		life.command({ type: 'add_certificate', certificate, overlapMs: 0 });
		life.events();
		life.command({ type: 'revoke_secret', secretId: 'sec_first', leaked: true });
		expect(life.events()).toEqual([
			{ type: 'client_secret.revoked', data: { secretId: 'sec_first', leaked: true } },
			{ type: 'client_certificate.revoked', data: { ...ended('first'), reason: 'key_compromise' } },
		]);
		life.command({ type: 'revoke_certificate', certificateId: 'crt_first', leaked: true });
		expect(life.application.secrets, 'also of one that has ended').toHaveLength(0);
	});

	it('is revoked with everything else, and with its application', () => {
		const everything = lifeWithCertificate();
		everything.command({ type: 'revoke_all', leaked: true });
		expect(everything.application).toMatchObject({ secrets: [], certificates: [], tokenEpoch: 1 });
		expect(everything.events()).toContainEqual({
			type: 'client_certificate.revoked',
			data: { ...ended('first'), reason: 'key_compromise' },
		});
		const removed = lifeWithCertificate();
		removed.command({ type: 'remove' });
		expect(removed.application.certificates).toEqual([]);
		expect(removed.events()).toEqual([
			{ type: 'client_certificate.revoked', data: { ...ended('first'), reason: 'cessation_of_operation' } },
			{ type: 'client_application.removed', data: { name: 'Inventory' } },
		]);
	});

	it('lives no longer than the rules of its domain allow, whatever it says itself', () => {
		const life = lifeWithCertificate({ rules: { maxLifetimeMs: 90 * DAY, noticesMs: [] } });
		life.pass(90 * DAY - 1);
		expect(life.application.certificates).toMatchObject([{ expiresAt: NOW + 90 * DAY, notAfter: NOW + 365 * DAY }]);
		life.pass(1);
		expect(life.events()).toContainEqual({ type: 'client_certificate.expired', data: ended('first') });
	});

	it('does not work before its time, and stays', () => {
		const life = sampleLife();
		const certificate = newCertificate('early', { origin: 'registered', generation: null, notBefore: NOW + DAY });
		life.command({ type: 'add_certificate', certificate, overlapMs: 0 });
		const works = (): boolean[] => life.application.certificates.map((one) => certificateWorks(one, life.now));
		life.pass(DAY - 1);
		expect(works()).toEqual([false]);
		life.pass(1);
		expect(works()).toEqual([true]);
	});
});
