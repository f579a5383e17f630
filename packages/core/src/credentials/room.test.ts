import { describe, expect, it } from 'vitest';
import { publicKey } from '../../test/keys.ts';
import { clientApplication, clientSecret, NOW, newCertificate, newSecret } from '../../test/samples.ts';
import type { ClientApplication } from '../applications/client-application.ts';
import { decide } from '../applications/decide.ts';
import { MAX_CERTIFICATES } from '../certificates/client-certificate.ts';
import { addCertificate } from '../certificates/decide.ts';
import { LatchkeyError } from '../errors.ts';
import { DEFAULT_RULES } from '../lifecycle/rules.ts';
import { MAX_SECRETS } from '../secrets/client-secret.ts';
import {
	assertRoomForCertificate,
	assertRoomForKeys,
	assertRoomForSecret,
	MAX_REMEMBERED,
	remembered,
} from './room.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RULES = { revocationMemoryMs: 2 * DAY };
const KEYS = Array.from({ length: 10 }, (_, index) => ({ ...publicKey(`key-${index}`), createdBy: 'owner' }));
const registered = KEYS.map((key) => ({ ...key, keyId: `pk_${key.thumbprint}`, createdAt: NOW }));
const keySet = { uri: 'https://emm.example/keys', createdBy: 'owner' };

const certificate = (name: string) => {
	const [added] = addCertificate(clientApplication(), newCertificate(name), 0, NOW).state.certificates;
	if (added === undefined) throw new Error('it was just added');
	return added;
};

/** With so many revoked ones as are missing to `count`. */
function remembering(count: number, working: Partial<ClientApplication>): ClientApplication {
	const application = clientApplication({ secrets: [], ...working });
	const missing = count - remembered(application);
	const revokedCredentials = Array.from({ length: missing }, (_, index) => ({
		credentialId: `gone-${index}`,
		revokedAt: NOW,
	}));
	return { ...application, revokedCredentials };
}

const given = (application: ClientApplication, now: number): void => {
	const [first] = KEYS;
	if (first === undefined) throw new Error('there are keys');
	assertRoomForKeys(application, { publicKeys: [...application.publicKeys, first], keySet: null }, now, RULES);
};

const ADDS: Readonly<Record<string, (application: ClientApplication, now: number) => void>> = {
	'a secret': (application, now) => assertRoomForSecret(application, false, undefined, now, RULES),
	'a certificate': (application, now) => assertRoomForCertificate(application, now, RULES),
	'a key': given,
	'a set of keys': (application, now) => assertRoomForKeys(application, { publicKeys: [], keySet }, now, RULES),
};

const REMEMBERED: Readonly<Record<string, Partial<ClientApplication>>> = {
	'revoked ones alone': {},
	secrets: { secrets: [clientSecret('one'), clientSecret('two')] },
	certificates: { certificates: [certificate('one'), certificate('two')] },
	keys: { publicKeys: registered.slice(1, 4) },
	'a set of keys': { keySet: { ...keySet, uri: 'https://other.example/keys', keyId: 'jwks_1', createdAt: NOW } },
};

describe.each(Object.entries(ADDS))('what %s finds in a document', (_, assertRoom) => {
	it.each(Object.entries(REMEMBERED))(
		'has room up to the limit and not beyond, whatever takes it: %s',
		(__, working) => {
			assertRoom(remembering(MAX_REMEMBERED - 1, working), NOW);
			const full = remembering(MAX_REMEMBERED, working);
			expect(refusal(() => assertRoom(full, NOW))).toEqual(['too_many_revoked', MAX_REMEMBERED]);
		},
	);

	it('has room again when what was revoked is forgotten', () => {
		const full = remembering(MAX_REMEMBERED, {});
		expect(refusal(() => assertRoom(full, NOW + 2 * DAY))).toEqual(['too_many_revoked', MAX_REMEMBERED]);
		assertRoom(full, NOW + 2 * DAY + 1);
	});
});

describe('what works at a time', () => {
	it('is at most so many secrets', () => {
		const secrets = Array.from({ length: MAX_SECRETS }, (_, index) => clientSecret(`${index}`));
		assertRoomForSecret(clientApplication({ secrets: secrets.slice(1) }), false, undefined, NOW, RULES);
		const full = clientApplication({ secrets });
		expect(refusal(() => assertRoomForSecret(full, false, undefined, NOW, RULES))).toEqual(['too_many_secrets', 5]);
		assertRoomForCertificate(full, NOW, RULES);
	});

	it('is at most so many certificates', () => {
		const certificates = Array.from({ length: MAX_CERTIFICATES }, (_, index) => certificate(`${index}`));
		assertRoomForCertificate(clientApplication({ certificates: certificates.slice(1) }), NOW, RULES);
		const full = clientApplication({ certificates });
		expect(refusal(() => assertRoomForCertificate(full, NOW, RULES))).toEqual(['too_many_certificates', 5]);
		assertRoomForSecret(full, false, undefined, NOW, RULES);
	});

	it('is not what time has ended', () => {
		const secrets = Array.from({ length: MAX_SECRETS }, (_, index) => clientSecret(`${index}`, { expiresAt: NOW + 1 }));
		const full = clientApplication({ secrets });
		expect(refusal(() => assertRoomForSecret(full, false, undefined, NOW, RULES))).toEqual(['too_many_secrets', 5]);
		assertRoomForSecret(full, false, undefined, NOW + 1, RULES);
	});
});

it('a scheduled rotation waits for room too', () => {
	const full = remembering(MAX_REMEMBERED, { secrets: [clientSecret('old')] });
	const rules = { ...DEFAULT_RULES, rotateEveryMs: DAY, overlapMs: 1000 };
	const advanced = (now: number): ClientApplication => {
		const facts = { rules, showOnce: false, usages: [], usageKnownUntil: now, secret: newSecret('new') };
		return decide(full, { type: 'advance', facts }, now, RULES).state;
	};
	expect(advanced(NOW + DAY)).toMatchObject({ secrets: full.secrets, nextDueAt: NOW + DAY + HOUR });
	expect(advanced(NOW + 2 * DAY + 1).secrets).toHaveLength(2);
});

function refusal(act: () => void): readonly [string, number | undefined] | undefined {
	try {
		act();
	} catch (error) {
		if (error instanceof LatchkeyError) return [error.code, error.details.limit];
		throw error;
	}
	return undefined;
}
