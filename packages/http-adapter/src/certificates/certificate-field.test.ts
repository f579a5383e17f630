import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificateInField } from './certificate-field.ts';

/** DER of a SEQUENCE, as a certificate is one. */
function sequence(length: number): Buffer {
	const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([0x30, ...size]), Buffer.alloc(length, 5)]);
}

const DER = sequence(700);
const BASE64 = DER.toString('base64');
const LINES = (BASE64.match(/.{1,64}/g) ?? []).join('\n');
const PEM = `-----BEGIN CERTIFICATE-----\n${LINES}\n-----END CERTIFICATE-----\n`;

describe('a byte sequence (RFC 9440 §2.1, RFC 8941 §4.2.7)', () => {
	it.each([0, 1, 2, 3, 127, 128, 255, 256, 257, 700, 5000])('of %i bytes is read', (length) => {
		const der = sequence(length);
		const base64 = der.toString('base64');
		expect(certificateInField(`:${base64}:`, 'rfc9440')).toEqual(der);
		expect(certificateInField(`:${base64.replaceAll('=', '')}:`, 'rfc9440')).toEqual(der);
		expect(certificateInField(`  :${base64}: `, 'rfc9440')).toEqual(der);
	});

	it.each(['', '::'])('says "%s" where there is no certificate', (value) => {
		expect(certificateInField(value, 'rfc9440')).toBeUndefined();
	});

	it.each([
		['bare base64', BASE64],
		['no end', `:${BASE64}`],
		['no beginning', `${BASE64}:`],
		['a parameter', `:${BASE64}:;a=1`],
		['a list', `:${BASE64}:, :${BASE64}:`],
		['a string', `"${BASE64}"`],
		['quotes around', `":${BASE64}:"`],
		['the URL-safe alphabet', ':MD__:'],
		['white space inside', `:${BASE64.slice(0, 40)} ${BASE64.slice(40)}:`],
		['a tab', `\t:${BASE64}:`],
		['padding inside', `:${BASE64.slice(0, 40)}=${BASE64.slice(40)}:`],
		['too much padding', ':MAA===:'],
		['one character over', `:${'A'.repeat(5)}:`],
		['escapes', `:${encodeURIComponent(BASE64)}%3D:`],
		['PEM', encodeURIComponent(PEM)],
		['PEM in base64', `:${Buffer.from(PEM).toString('base64')}:`],
		['bytes after the certificate', `:${Buffer.concat([DER, Buffer.from([0])]).toString('base64')}:`],
		['two certificates', `:${Buffer.concat([DER, DER]).toString('base64')}:`],
		['a cut certificate', `:${DER.subarray(0, -1).toString('base64')}:`],
		['a single byte', `:${Buffer.from([0x30]).toString('base64')}:`],
		['a length of indefinite form', `:${Buffer.from([0x30, 0x80, 0, 0]).toString('base64')}:`],
		['a length beyond all bounds', `:${Buffer.from([0x30, 0x88, 0xff, 0xff]).toString('base64')}:`],
		['more than 16 KiB', `:${sequence(13_000).toString('base64')}:`],
	])('is refused with %s', (_, value) => {
		expect(() => certificateInField(value, 'rfc9440')).toThrow('malformed');
	});
});

describe('PEM that is URL-encoded, as nginx writes it', () => {
	it.each([
		['as it is', encodeURIComponent(PEM)],
		['without what needs no escape', PEM.replaceAll('\n', '%0A').replaceAll(' ', '%20')],
		['with the line ends of Windows', encodeURIComponent(PEM.replaceAll('\n', '\r\n'))],
	])('is read %s', (_, value) => {
		expect(certificateInField(value, 'url_encoded_pem')).toEqual(DER);
	});

	it('says "" where there is no certificate', () => {
		expect(certificateInField('', 'url_encoded_pem')).toBeUndefined();
	});

	it.each([
		['a byte sequence', `:${BASE64}:`],
		['a plus for a space', encodeURIComponent(PEM).replaceAll('%20', '+')],
		['a chain', encodeURIComponent(PEM + PEM)],
		['text before', encodeURIComponent(`x\n${PEM}`)],
		['a key', encodeURIComponent(PEM.replaceAll('CERTIFICATE', 'PRIVATE KEY'))],
		['no end', encodeURIComponent(PEM.slice(0, -10))],
		['nothing inside', encodeURIComponent(PEM.replace(LINES, ''))],
		['half an escape', `${encodeURIComponent(PEM)}%0`],
		['an escape that is no UTF-8', `${encodeURIComponent(PEM)}%ff`],
		['padding inside', encodeURIComponent(PEM.replace('MII', 'M=I').replace('MIC', 'M=C'))],
	])('is refused with %s', (_, value) => {
		expect(() => certificateInField(value, 'url_encoded_pem')).toThrow('malformed');
	});
});

it('is DER, nothing, or refused, whatever a header may hold', () => {
	const value = fc.oneof(
		fc.string({ unit: 'binary-ascii' }),
		fc.base64String().map((text) => `:${text}:`),
		fc.uint8Array().map((bytes) => `:${Buffer.from(bytes).toString('base64')}:`),
	);
	fc.assert(
		fc.property(value, fc.constantFrom('rfc9440' as const, 'url_encoded_pem' as const), (text, format) => {
			try {
				const der = certificateInField(text, format);
				if (der !== undefined) expect(der[0]).toBe(0x30);
			} catch (error) {
				expect(error).toMatchObject({ name: 'CertificateError' });
			}
		}),
	);
});
