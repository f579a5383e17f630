import { isIP } from 'node:net';
import { type AddressRange, parseRange, rangeSet } from './ranges.ts';
import {
	DISGUISED_RANGES,
	GLOBAL_IPV6_RANGE,
	NAT64_PREFIX,
	NAT64_PREFIX_LENGTH,
	SPECIAL_IPV4_RANGES,
	SPECIAL_IPV6_RANGES,
} from './special-ranges.ts';

/**
 * - `public`: anybody's business.
 * - `allowed`: in a range that the host allows.
 * - `refused`: neither, or no address at all.
 */
export type AddressStanding = 'public' | 'allowed' | 'refused';

export interface AddressGuard {
	/** Of one address as it will be connected to, never of a name. */
	judge(address: string): AddressStanding;
}

/** Throws TypeError where one of `allow` is no range in CIDR notation. */
export function addressGuard(allow: readonly string[]): AddressGuard {
	const allowed = rangeSet(allow.map(parseRange));
	const special = rangeSet([...SPECIAL_IPV4_RANGES, ...SPECIAL_IPV6_RANGES].map(parseRange));
	const global = rangeSet([GLOBAL_IPV6_RANGE, '0.0.0.0/0'].map(parseRange));
	// Whoever allows the translator's prefix means the public addresses behind it.
	const disguised = rangeSet([
		...DISGUISED_RANGES.map(parseRange),
		...SPECIAL_IPV4_RANGES.map(parseRange).map(translated),
	]);
	return {
		judge(address) {
			// A zone names an interface of this machine.
			if (isIP(address) === 0 || address.includes('%') || disguised.holds(address)) return 'refused';
			if (allowed.holds(address)) return 'allowed';
			return global.holds(address) && !special.holds(address) ? 'public' : 'refused';
		},
	};
}

function translated({ network, prefixLength }: AddressRange): AddressRange {
	return { network: `${NAT64_PREFIX}${network}`, prefixLength: NAT64_PREFIX_LENGTH + prefixLength, family: 'ipv6' };
}
