import { BlockList, type IPVersion, isIP } from 'node:net';

/** A range in CIDR notation, read. */
export interface AddressRange {
	readonly network: string;
	readonly prefixLength: number;
	readonly family: IPVersion;
}

const BITS: Readonly<Record<IPVersion, number>> = { ipv4: 32, ipv6: 128 };

export function familyOf(address: string): IPVersion {
	return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** Reads `network/length`, or one address. Throws TypeError where it is neither. */
export function parseRange(text: string): AddressRange {
	const [network = '', length, ...rest] = text.split('/');
	const family = familyOf(network);
	const prefixLength = length === undefined ? BITS[family] : Number(length);
	const well = isIP(network) !== 0 && !network.includes('%') && rest.length === 0 && /^\d{1,3}$/.test(length ?? '0');
	if (!well || prefixLength > BITS[family])
		throw new TypeError(`"${text}" is no range of addresses such as 10.0.0.0/8`);
	return { network, prefixLength, family };
}

export interface RangeSet {
	holds(address: string): boolean;
}

/**
 * Node's own lists: they read addresses by the code that connects to them, so that both take a spelling for the same.
 * One for each family, since a list takes an IPv4 address for its IPv4-mapped one, which `::/0` would hold.
 */
export function rangeSet(ranges: readonly AddressRange[]): RangeSet {
	const lists: Readonly<Record<IPVersion, BlockList>> = { ipv4: new BlockList(), ipv6: new BlockList() };
	for (const { network, prefixLength, family } of ranges) lists[family].addSubnet(network, prefixLength, family);
	return {
		holds(address) {
			const family = familyOf(address);
			return lists[family].check(address, family);
		},
	};
}
