import { type Outbound, OutboundError } from '@latchkey/core';

/** Every URL is allowed, and nobody answers. */
export const unreachable: Outbound = {
	refusal: () => undefined,
	async send() {
		throw new OutboundError('connection', 'the connection failed');
	},
};
