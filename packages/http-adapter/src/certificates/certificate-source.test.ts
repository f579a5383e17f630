import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificateSource, type MutualTlsOptions } from './certificate-source.ts';

const DER = Buffer.from([0x30, 3, 2, 1, 5]);
const FIELD = `:${DER.toString('base64')}:`;
const HERE = { header: 'Client-Cert', addresses: ['127.0.0.0/8'] };

/** What a request with these headers, from 127.0.0.1 and without TLS, is taken to come with: hex, a message, or ''. */
async function seen(options: MutualTlsOptions | undefined, ...headers: string[]): Promise<string> {
	const certificateOf = certificateSource(options);
	const server = createServer((request, response) => {
		try {
			response.end(Buffer.from(certificateOf(request) ?? []).toString('hex'));
		} catch (error) {
			response.end(String(error));
		}
	});
	onTestFinished(() => void server.close());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
	const lines = ['GET / HTTP/1.0', 'Host: here', ...headers];
	socket.write(`${lines.join('\r\n')}\r\n\r\n`);
	return (await text(socket)).split('\r\n\r\n')[1] ?? '';
}

describe('where the certificate of a client comes from', () => {
	it('is a header that the host names, from a proxy that it trusts', async () => {
		const der = DER.toString('hex');
		expect(await seen({ proxy: HERE }, `Client-Cert: ${FIELD}`)).toBe(der);
		expect(await seen({ proxy: HERE }, `cLIENT-cERT: ${FIELD}`)).toBe(der);
		expect(await seen({ proxy: { ...HERE, addresses: ['::ffff:127.0.0.1'] } }, `Client-Cert: ${FIELD}`)).toBe(der);
		const pem = `-----BEGIN CERTIFICATE-----\n${DER.toString('base64')}\n-----END CERTIFICATE-----\n`;
		const nginx = { ...HERE, header: 'X-Client-Cert', format: 'url_encoded_pem' } as const;
		expect(await seen({ proxy: nginx }, `X-Client-Cert: ${encodeURIComponent(pem)}`)).toBe(der);
	});

	it.each<[string, MutualTlsOptions | undefined, string]>([
		['a host that named none', undefined, `Client-Cert: ${FIELD}`],
		['a host that ends TLS itself', {}, `Client-Cert: ${FIELD}`],
		['another header', { proxy: HERE }, `X-Client-Cert: ${FIELD}`],
		['a header that looks alike', { proxy: HERE }, `Client_Cert: ${FIELD}`],
		['somebody else', { proxy: { ...HERE, addresses: ['192.0.2.0/24', '::1'] } }, `Client-Cert: ${FIELD}`],
		['somebody else, malformed', { proxy: { ...HERE, addresses: ['192.0.2.7'] } }, 'Client-Cert: nonsense'],
		['nobody', { proxy: HERE }, 'Client-Cert:'],
	])('is not a header from %s', async (_, options, header) => {
		expect(await seen(options, header)).toBe('');
	});

	it('is neither of two', async () => {
		expect(await seen({ proxy: HERE }, `Client-Cert: ${FIELD}`, `Client-Cert: ${FIELD}`)).toContain('repeated');
		expect(await seen({ proxy: HERE }, `Client-Cert: ${FIELD}`, 'client-cert:')).toContain('repeated');
		const elsewhere = { ...HERE, addresses: ['192.0.2.7'] };
		expect(await seen({ proxy: elsewhere }, `Client-Cert: ${FIELD}`, `Client-Cert: ${FIELD}`)).toBe('');
	});

	it('is refused where it is malformed', async () => {
		expect(await seen({ proxy: HERE }, 'Client-Cert: nonsense')).toContain('malformed');
	});

	it.each([
		['no address', { ...HERE, addresses: [] }],
		['a host name', { ...HERE, addresses: ['proxy.example'] }],
		['bits beyond the length', { ...HERE, addresses: ['127.0.0.1/8'] }],
		['no header', { ...HERE, header: '' }],
		['two headers', { ...HERE, header: 'a, b' }],
		['another format', { ...HERE, format: 'xfcc' as 'rfc9440' }],
	])('cannot be set up with %s', (_, proxy) => {
		expect(() => certificateSource({ proxy })).toThrow(TypeError);
	});
});
