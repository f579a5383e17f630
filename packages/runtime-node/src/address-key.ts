import ipaddr from 'ipaddr.js';

const PREFIX_GROUPS = 4;

/**
 * What failures are counted by: an IPv4 address, or the /64 of an IPv6 address, since one holder has all of it. Every
 * spelling of an address gives the same key. Undefined where the text is no address.
 */
export function addressKey(address: string): string | undefined {
	if (!ipaddr.isValid(address)) return undefined;
	// `process` takes an IPv4 address mapped into IPv6 for what it is.
	const parsed = ipaddr.process(address);
	if (parsed.kind() === 'ipv4') return parsed.toString();
	const { parts } = parsed as ipaddr.IPv6;
	return parts
		.slice(0, PREFIX_GROUPS)
		.map((group) => group.toString(16))
		.join(':');
}
