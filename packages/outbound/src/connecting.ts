import { isIP, type LookupFunction } from 'node:net';
import { OutboundError } from '@latchkey/core';
import { buildConnector } from 'undici';
import type { AddressGuard, AddressStanding } from './addresses/address-guard.ts';
import type { LookUp } from './addresses/look-up.ts';
import { familyOf } from './addresses/ranges.ts';

export interface ConnectorParts {
	readonly guard: AddressGuard;
	readonly lookUp: LookUp;
	/** PEM certificates to trust in the place of Node's own; those where absent. */
	readonly certificateAuthorities?: readonly string[] | undefined;
}

const CONNECTS_WITHIN_MS = 10_000;
/** Node's own is 250, which a far receiver with several addresses does not meet. */
const NEXT_ADDRESS_AFTER_MS = 2500;

/** In clear only where the host has said so: it knows its own network. */
const OPEN_TO: Readonly<Record<string, readonly AddressStanding[]>> = {
	'https:': ['public', 'allowed'],
	'http:': ['allowed'],
};

/**
 * Connects to the very addresses that were judged: the name is looked up once, here, and what is found goes on to the
 * socket, so that a name that answers something else a moment later leads nowhere.
 */
export function guardedConnector({ guard, lookUp, certificateAuthorities }: ConnectorParts): buildConnector.connector {
	const connectors = Object.fromEntries(
		Object.entries(OPEN_TO).map(([protocol, standings]) => {
			const admits = (address: string): boolean => standings.includes(guard.judge(address));
			const connector = buildConnector({
				allowH2: false,
				timeout: CONNECTS_WITHIN_MS,
				autoSelectFamily: true,
				autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
				lookup: guardedLookUp(lookUp, admits),
				...(certificateAuthorities === undefined ? {} : { ca: [...certificateAuthorities] }),
			});
			return [protocol, { admits, connector }];
		}),
	);
	return (options, callback) => {
		const { hostname, protocol } = options;
		const open = connectors[protocol];
		// A socket looks no address up: whoever writes one into a URL is judged here.
		if (open === undefined || (isIP(hostname) !== 0 && !open.admits(hostname))) return callback(refusal(), null);
		// Handed back, whatever its type says: without the socket nobody can call a connection off that is being made.
		return open.connector(options, callback);
	};
}

function guardedLookUp(lookUp: LookUp, admits: (address: string) => boolean): LookupFunction {
	async function find(hostname: string): Promise<readonly string[]> {
		const found = await lookUp(hostname);
		if (found.length === 0) throw new OutboundError('unknown_host', 'the host name has no address');
		const admitted = found.filter(admits);
		if (admitted.length === 0) throw refusal();
		return admitted;
	}
	return (hostname, { all }, callback) => {
		find(hostname).then(
			(addresses) => {
				const [first = ''] = addresses;
				if (all === true)
					callback(
						null,
						addresses.map((address) => ({ address, family: familyNumber(address) })),
					);
				else callback(null, first, familyNumber(first));
			},
			(error: Error) => callback(error, ''),
		);
	};
}

const familyNumber = (address: string): 4 | 6 => (familyOf(address) === 'ipv6' ? 6 : 4);

/** One for all, so that nobody learns by it what there is in the host's network. */
function refusal(): OutboundError {
	return new OutboundError('refused_address', 'it leads to an address that nothing is sent to');
}
