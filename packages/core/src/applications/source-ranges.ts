import ipaddr from 'ipaddr.js';

/** As its network begins, and how many bits of it count. */
type Range = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

const IPV4_BITS = 32;
const IPV6_BITS = 128;
/** ::ffff:0:0/96 (RFC 4291 §2.5.5.2): IPv4 addresses as some sockets name them. */
const MAPPED_BITS = 96;

/**
 * An address or a CIDR range (RFC 4632, RFC 4291 §2.3) in its one canonical spelling, always with its length, and as
 * IPv4 where it is IPv4 mapped into IPv6: `192.0.2.0/24`, `2001:db8::1/128`. Undefined where the text is neither, or
 * has bits set beyond its length, which is a typing error more often than a wish.
 */
export function sourceRange(text: string): string | undefined {
	const [address = '', length, ...rest] = text.trim().split('/');
	const parsed = parsePlainly(address);
	if (parsed === undefined || rest.length > 0) return undefined;
	if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
	const width = parsed.kind() === 'ipv4' ? IPV4_BITS : IPV6_BITS;
	const bits = length === undefined ? width : Number(length);
	if (bits > width) return undefined;
	const [network, networkBits] = unmapped(parsed, bits);
	if (!endsAt(network, networkBits)) return undefined;
	return `${network.toString()}/${networkBits}`;
}

/** Whether an address, in any spelling, is in one of the ranges: `sourceRange`s. Where there are none, it is. */
export function addressAllowed(ranges: readonly string[], address: string | undefined): boolean {
	if (ranges.length === 0) return true;
	// A zone (RFC 4007 §11) says by which interface an address is reached, and nothing of whose it is.
	const plain = address === undefined ? undefined : parsePlainly(address.replace(/^([^%]*:[^%]*)%[\w.-]+$/, '$1'));
	if (plain === undefined) return false;
	const [parsed] = unmapped(plain, IPV6_BITS);
	return parsedRanges(ranges).some(
		([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
	);
}

const parsedBefore = new WeakMap<readonly string[], readonly Range[]>();

function parsedRanges(ranges: readonly string[]): readonly Range[] {
	let parsed = parsedBefore.get(ranges);
	if (parsed === undefined) {
		parsed = ranges.map((range) => ipaddr.parseCIDR(range));
		parsedBefore.set(ranges, parsed);
	}
	return parsed;
}

/** No zone, and no octal, hexadecimal or shortened IPv4: readers disagree about what those mean. */
function parsePlainly(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
	if (!text.includes(':')) return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined;
	// The library takes `::192.0.2.1`, which is another address, for `::ffff:192.0.2.1`.
	const inGroups = text.replace(/[\d.]+\.\d+$/, (dotted) => groupsOf(dotted) ?? dotted);
	if (/[%.]/.test(inGroups) || !ipaddr.IPv6.isValid(inGroups)) return undefined;
	return ipaddr.IPv6.parse(inGroups);
}

/** The last 32 bits of an IPv6 address in the two groups that they are. */
function groupsOf(dotted: string): string | undefined {
	if (!ipaddr.IPv4.isValidFourPartDecimal(dotted)) return undefined;
	const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(dotted).octets;
	return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function unmapped(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): Range {
	const mapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= MAPPED_BITS;
	return mapped ? [address.toIPv4Address(), bits - MAPPED_BITS] : [address, bits];
}

function endsAt(network: ipaddr.IPv4 | ipaddr.IPv6, bits: number): boolean {
	return network.toByteArray().every((byte, index) => {
		const kept = Math.min(8, Math.max(0, bits - index * 8));
		return (byte & (0xff >> kept)) === 0;
	});
}
