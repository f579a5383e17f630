import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type SecureContextOptions, type TLSSocket } from 'node:tls';

/** Who a TLS server found to be at the other end; null where it found nobody whom its authority knows. */
export interface Handshake {
	readonly authorized: boolean;
	/** `x5t#S256` is made of it. */
	readonly raw: Buffer | undefined;
}

/**
 * One handshake of a client with these credentials, with a server that trusts this authority and takes whoever comes.
 */
export async function handshake(
	server: SecureContextOptions,
	client: SecureContextOptions,
	minVersion: 'TLSv1.2' | 'TLSv1.3',
): Promise<Handshake> {
	const listening = createServer({ ...server, requestCert: true, rejectUnauthorized: false, maxVersion: minVersion });
	listening.listen(0, '127.0.0.1');
	await once(listening, 'listening');
	const accepted = once(listening, 'secureConnection') as Promise<[TLSSocket]>;
	const { port } = listening.address() as AddressInfo;
	// The server's own certificate is not what is looked at here.
	const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, minVersion, ...client });
	await once(socket, 'secureConnect');
	const [peer] = await accepted;
	const { authorized } = peer;
	const raw = peer.getPeerX509Certificate()?.raw;
	socket.destroy();
	peer.destroy();
	listening.close();
	return { authorized, raw };
}
