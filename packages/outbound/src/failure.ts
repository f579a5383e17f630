import { OutboundError, type OutboundErrorCode } from '@latchkey/core';

const MESSAGES: Readonly<Record<Exclude<OutboundErrorCode, 'refused_url' | 'refused_address'>, string>> = {
	unknown_host: 'the host name could not be looked up',
	connection: 'the connection failed',
	tls: 'no TLS connection could be made: does the certificate hold?',
	timeout: 'there was no answer in time',
	aborted: 'it was called off',
};

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);
const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|EPROTO$|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA)/;
const LOOK_UP = /^E(?:NOTFOUND|NODATA|SERVFAIL|AI_|REFUSED$|TIMEOUT$|BADNAME|FORMERR)/;

/** What becomes of an error of undici, of a socket, of OpenSSL or of a look-up: one of ours, with that as its cause. */
export function outboundError(error: unknown): OutboundError {
	if (error instanceof OutboundError) return error;
	const code = kindOf(codeOf(error));
	return new OutboundError(code, MESSAGES[code], { cause: error });
}

function kindOf(code: string): keyof typeof MESSAGES {
	if (TIMEOUTS.has(code)) return 'timeout';
	if (TLS.test(code)) return 'tls';
	return LOOK_UP.test(code) ? 'unknown_host' : 'connection';
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export function calledOff(code: 'timeout' | 'aborted'): OutboundError {
	return new OutboundError(code, MESSAGES[code]);
}
