import { NODATA, NOTFOUND, Resolver } from 'node:dns/promises';

/** Resolves a host name to its addresses; to none where it has none. Rejects where nobody could say. */
export type LookUp = (hostname: string) => Promise<readonly string[]>;

/** Two of these, and whoever waits still has time to send. */
const TIMEOUT_MS = 2000;
const TRIES = 2;

/**
 * Asks the name servers of this machine. Not `dns.lookup`: that takes one of the few threads that Node also writes
 * files with, for as long as the customer's name server likes, and four such would hold up everybody.
 */
export function nameServerLookUp(): LookUp {
	const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
	return async (hostname) => {
		const name = hostname.replace(/\.$/, '');
		// RFC 6761 §6.3: no name server is to be asked about these.
		if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'];
		const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
		const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
		const failure = answers.find((answer) => answer.status === 'rejected' && !saysNone(answer.reason));
		if (addresses.length === 0 && failure?.status === 'rejected') throw failure.reason;
		return addresses;
	};
}

function saysNone(reason: unknown): boolean {
	return reason instanceof Error && 'code' in reason && (reason.code === NODATA || reason.code === NOTFOUND);
}
