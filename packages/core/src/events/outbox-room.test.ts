import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../test/decision-laws.ts';
import { publicKey } from '../../test/keys.ts';
import { clientApplication, clientSecret, NOW, newCertificate } from '../../test/samples.ts';
import { runs } from '../../test/soak.ts';
import type { ClientApplication } from '../applications/client-application.ts';
import { type ApplicationCommand, decide } from '../applications/decide.ts';
import { NO_KEYS } from '../assertions/change-keys.ts';
import { MAX_CERTIFICATES } from '../certificates/client-certificate.ts';
import { MAX_SECRETS } from '../secrets/client-secret.ts';
import { OUTBOX_LIMIT } from '../store.ts';
import type { DecidedEvent } from './event.ts';
import { OUTBOX_RESERVED, outboxLimitFor } from './outbox-room.ts';

const KEY = publicKey('key-1');
const index = fc.nat({ max: 20 });

const endsAt = fc.option(fc.integer({ min: NOW + 1, max: NOW + 6000 }));

/** An application with as many credentials as it may have, which end at any time, or not. */
const crowded = fc
	.tuple(
		fc.array(endsAt, { minLength: MAX_SECRETS, maxLength: MAX_SECRETS }),
		fc.array(endsAt, { minLength: MAX_CERTIFICATES, maxLength: MAX_CERTIFICATES }),
		fc.boolean(),
	)
	.map(([secretEnds, certificateEnds, publishes]) => {
		const secrets = secretEnds.map((expiresAt, number) => clientSecret(`${number}`, { expiresAt }));
		const certificates = certificateEnds.map((ends, number) => {
			const certificate = newCertificate(`${number}`, ends === null ? {} : { notAfter: ends });
			return { ...certificate, createdAt: NOW, overlapEndsAt: null, adoptedAt: null, expiryNoticeMs: null };
		});
		const keySet = { uri: 'https://keys.example/jwks', keyId: 'jwks_1', createdAt: NOW, createdBy: 'maker' };
		const publicKeys = [{ ...KEY, keyId: 'pk_1', createdAt: NOW, createdBy: 'maker' }];
		return clientApplication({ secrets, certificates, ...(publishes ? { keySet } : { publicKeys }) });
	});

/** What somebody must be able to do whatever waits; the number chooses among the credentials that there are. */
const TAKES_AWAY: Readonly<Record<string, (application: ClientApplication, chosen: number) => ApplicationCommand>> = {
	disable: ({ status }) => ({
		type: 'edit',
		fields: status === 'enabled' ? { name: 'Disabled' } : {},
		status: 'disabled',
	}),
	remove: () => ({ type: 'remove' }),
	revoke: ({ secrets }, chosen) => ({
		type: 'revoke_secret',
		secretId: secrets[chosen % Math.max(1, secrets.length)]?.secretId ?? '',
		leaked: chosen % 2 === 0,
	}),
	'revoke a certificate': ({ certificates }, chosen) => ({
		type: 'revoke_certificate',
		certificateId: certificates[chosen % Math.max(1, certificates.length)]?.certificateId ?? '',
		leaked: chosen % 2 === 0,
	}),
	'report a leak': ({ secrets }, chosen) => ({
		type: 'report_leak',
		secretId: secrets[chosen % Math.max(1, secrets.length)]?.secretId ?? '',
		place: { url: null, source: null },
		revoke: true,
	}),
	'take its keys away': () => ({ type: 'edit', fields: {}, keys: NO_KEYS }),
	'revoke all': (_, chosen) => ({ type: 'revoke_all', leaked: chosen % 2 === 0 }),
};

describe('the last places of an outbox', () => {
	it('are enough for whatever takes away, once nothing else fits', () => {
		const takings = fc.array(fc.tuple(fc.constantFrom(...Object.keys(TAKES_AWAY)), index, fc.nat({ max: 800 })), {
			maxLength: 25,
		});
		let most = 0;
		fc.assert(
			fc.property(crowded, takings, (application, commands) => {
				let state = application;
				let now = NOW;
				let pending = OUTBOX_LIMIT - OUTBOX_RESERVED;
				for (const [name, chosen, passed] of commands) {
					now += passed;
					const command = TAKES_AWAY[name]?.(state, chosen);
					if (command === undefined) throw new Error(name);
					const decision = decide(state, command, now, RULES);
					const { events } = decision;
					pending += events.length;
					if (events.length > 0) expect(pending, JSON.stringify(events)).toBeLessThanOrEqual(outboxLimitFor(events));
					state = decision.state;
				}
				most = Math.max(most, pending);
			}),
			runs(500),
		);
		expect(most).toBeGreaterThan(OUTBOX_LIMIT - OUTBOX_RESERVED / 2);
	});

	it('are for nothing that gives, whatever is taken away in the same write', () => {
		const revoked: DecidedEvent = { type: 'client_secret.revoked', data: { secretId: 'sec_1', leaked: true } };
		const disabled: DecidedEvent = { type: 'client_application.disabled', data: {} };
		const renamed: DecidedEvent = {
			type: 'client_application.changed',
			data: { before: { name: 'EMM' }, after: { name: 'Other' } },
		};
		const added: DecidedEvent = {
			type: 'client_secret.added',
			data: { secretId: 'sec_2', expiresAt: null, superseded: [] },
		};
		expect(outboxLimitFor([revoked])).toBe(OUTBOX_LIMIT);
		expect(outboxLimitFor([renamed, disabled])).toBe(OUTBOX_LIMIT);
		for (const ordinary of [[renamed], [added], [revoked, added], [revoked, renamed], [disabled, added], []]) {
			expect(outboxLimitFor(ordinary), JSON.stringify(ordinary)).toBe(OUTBOX_LIMIT - OUTBOX_RESERVED);
		}
	});
});
