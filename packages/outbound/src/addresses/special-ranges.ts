/**
 * What no request may reach unless the host allows it: IANA's special-purpose registries (RFC 6890 and what was added
 * since), multicast, and the one public address behind which a cloud keeps its metadata.
 */
export const SPECIAL_IPV4_RANGES: readonly string[] = [
	// "This network": on Linux 0.0.0.0 is this very host.
	'0.0.0.0/8',
	'10.0.0.0/8',
	// Shared address space of carriers, and the metadata of one cloud.
	'100.64.0.0/10',
	'127.0.0.0/8',
	// Link-local, and the metadata of most clouds.
	'169.254.0.0/16',
	'172.16.0.0/12',
	// IETF protocol assignments, and the metadata of one cloud.
	'192.0.0.0/24',
	'192.0.2.0/24',
	'192.31.196.0/24',
	'192.52.193.0/24',
	// 6to4 relays.
	'192.88.99.0/24',
	'192.168.0.0/16',
	'192.175.48.0/24',
	'198.18.0.0/15',
	'198.51.100.0/24',
	'203.0.113.0/24',
	'224.0.0.0/4',
	// Reserved, and broadcast.
	'240.0.0.0/4',
	// Azure's "wire server": public by its number only.
	'168.63.129.16/32',
];

/**
 * The one part of IPv6 that is given out to the world. All else is loopback, local, multicast, translated or nobody's.
 */
export const GLOBAL_IPV6_RANGE = '2000::/3';

/** Within `GLOBAL_IPV6_RANGE`. */
export const SPECIAL_IPV6_RANGES: readonly string[] = [
	// IETF protocol assignments: Teredo, benchmarks, ORCHIDs.
	'2001::/23',
	'2001:db8::/32',
	// 6to4: holds an IPv4 address.
	'2002::/16',
	'2620:4f:8000::/48',
	'3fff::/20',
];

/**
 * IPv6 addresses that are another spelling of an IPv4 one, and lead to it past what was said of that one: IPv4-mapped,
 * 6to4 and Teredo. No host can allow them, since it can allow the IPv4 address itself.
 */
export const DISGUISED_RANGES: readonly string[] = ['::ffff:0:0/96', '2002::/16', '2001::/32'];

/** NAT64's well-known prefix (RFC 6052): a host with no IPv4 of its own reaches the IPv4 internet through it. */
export const NAT64_PREFIX = '64:ff9b::';
export const NAT64_PREFIX_LENGTH = 96;
