import type { Outbound, OutboundAnswer, OutboundRequest } from '@latchkey/core';
import { Agent } from 'undici';
import { addressGuard } from './addresses/address-guard.ts';
import { type LookUp, nameServerLookUp } from './addresses/look-up.ts';
import { readAnswer } from './answer.ts';
import { guardedConnector } from './connecting.ts';
import { calledOff, outboundError } from './failure.ts';
import { parseTarget, refusalOf } from './target.ts';

export interface GuardedOutboundOptions {
	/**
	 * Ranges of addresses in CIDR notation that may be reached although they are not public, and in clear (`http:`); none
	 * where absent.
	 */
	readonly allow?: readonly string[];
	/** Ports that may be reached; 443 alone where absent. */
	readonly ports?: readonly number[] | 'any';
	/** PEM certificates to trust in the place of Node's own; those where absent. */
	readonly certificateAuthorities?: readonly string[];
	/**
	 * Finds the addresses of a name; by the machine's name servers where absent. What it finds is judged all the same.
	 */
	readonly lookUp?: LookUp;
}

/** HTTP out that reaches nothing but what is public, or what the host allows. */
export interface GuardedOutbound extends Outbound {
	/** Closes what connections there are; what is being sent fails. */
	close(): Promise<void>;
}

const HTTPS_PORT = 443;
const MAX_HEADER_BYTES = 16_384;

/** Throws TypeError where an option could not work. */
export function guardedOutbound(options: GuardedOutboundOptions = {}): GuardedOutbound {
	const { allow = [], ports = [HTTPS_PORT], certificateAuthorities, lookUp = nameServerLookUp() } = options;
	const rules = { ports: ports === 'any' ? ports : new Set(ports) };
	const agent = new Agent({
		connect: guardedConnector({ guard: addressGuard(allow), lookUp, certificateAuthorities }),
		maxHeaderSize: MAX_HEADER_BYTES,
		// One bound over all is kept by `send`.
		headersTimeout: 0,
		bodyTimeout: 0,
	});

	async function exchange(url: URL, request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
		const { method, headers, body } = request;
		const answer = await agent.request({
			origin: url.origin,
			path: `${url.pathname}${url.search}`,
			method,
			headers: { ...headers, 'accept-encoding': 'identity' },
			body: method === 'GET' ? null : body,
			signal,
		});
		return await readAnswer(answer, request.keepBytes);
	}

	return {
		refusal: (url) => refusalOf(url, rules),
		async send(request) {
			const url = parseTarget(request.url, rules);
			const ending = new AbortController();
			const abort = (): void => ending.abort(calledOff('aborted'));
			const timer = setTimeout(() => ending.abort(calledOff('timeout')), request.timeoutMs);
			request.signal?.addEventListener('abort', abort);
			try {
				if (request.signal?.aborted === true) abort();
				return await exchange(url, request, ending.signal);
			} catch (error) {
				// However it ended once it was called off, that is why.
				throw outboundError(ending.signal.aborted ? ending.signal.reason : error);
			} finally {
				clearTimeout(timer);
				request.signal?.removeEventListener('abort', abort);
			}
		},
		close: () => agent.destroy(),
	};
}
