import { type GuardedOutbound, guardedOutbound } from '@latchkey/outbound';

/** HTTP out that reaches receivers of tests. */
export function loopbackOutbound(): GuardedOutbound {
	return guardedOutbound({ allow: ['127.0.0.0/8'], ports: 'any' });
}
