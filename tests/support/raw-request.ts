import { connect } from 'node:net';

/** Sends these very lines over a socket, for what no client would send; resolves to the answer's status and text. */
export function rawRequest(
	baseUrl: string,
	lines: readonly string[],
	body = '',
): Promise<{ status: number; text: string }> {
	const { hostname, port } = new URL(baseUrl);
	return new Promise((resolve, reject) => {
		const socket = connect(Number(port), hostname);
		let text = '';
		socket.setEncoding('utf8');
		socket.on('data', (chunk: string) => {
			text += chunk;
		});
		socket.on('end', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]), text }));
		socket.on('error', reject);
		socket.write([...lines, 'Connection: close', `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
	});
}
