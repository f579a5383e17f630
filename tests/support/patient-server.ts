import { createServer, type RequestListener, type Server } from 'node:http';

const KEEP_ALIVE_MS = 120_000;

/**
 * A server that keeps a connection which nothing comes by. Server and client share a process here, which is busy for
 * seconds at times: after Node's five, one would close what the other is about to use (RFC 9112 §9.3.1), and a request
 * would fail that nobody has refused.
 */
export function patientServer(listener?: RequestListener): Server {
	return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
}
