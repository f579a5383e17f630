import { generateKeyPairSync, sign } from 'node:crypto';

export interface TestCertificate {
	/** PEM. */
	readonly certificate: string;
	/** PEM. */
	readonly key: string;
}

const DAY_MS = 86_400_000;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const DNS_NAME = 0x82;

const ECDSA_WITH_SHA256 = der(SEQUENCE, der(OBJECT_ID, Buffer.from('2a8648ce3d040302', 'hex')));
const COMMON_NAME = der(OBJECT_ID, Buffer.from('550403', 'hex'));
const SUBJECT_ALT_NAME = der(OBJECT_ID, Buffer.from('551d11', 'hex'));

/**
 * A certificate that signs itself, for one host name, made here so that no key lies in the repository (RFC 5280 §4.1).
 */
export function selfSigned(hostname: string, endsAt = Date.now() + DAY_MS): TestCertificate {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(hostname)))));
	const altName = der(SEQUENCE, der(DNS_NAME, Buffer.from(hostname)));
	const content = der(
		SEQUENCE,
		der(VERSION, Buffer.from('020102', 'hex')),
		Buffer.from('020101', 'hex'),
		ECDSA_WITH_SHA256,
		name,
		der(SEQUENCE, utcTime(endsAt - 2 * DAY_MS), utcTime(endsAt)),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
		der(EXTENSIONS, der(SEQUENCE, der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, altName)))),
	);
	const signature = sign('sha256', content, privateKey);
	const whole = der(SEQUENCE, content, ECDSA_WITH_SHA256, der(BIT_STRING, Buffer.from([0]), signature));
	const lines = whole.toString('base64').replaceAll(/.{64}/g, '$&\n');
	return {
		certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
	};
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
	return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}

function utcTime(at: number): Buffer {
	const text = new Date(at).toISOString().replaceAll(/\D/g, '').slice(2, 14);
	return der(UTC_TIME, Buffer.from(`${text}Z`));
}
