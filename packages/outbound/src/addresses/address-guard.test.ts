import { describe, expect, it } from 'vitest';
import { addressGuard } from './address-guard.ts';

/** By range: its first and its last address, and what lies just outside where that is public. */
const REFUSED: readonly (readonly [range: string, inside: readonly string[], outside: readonly string[]])[] = [
	['this network', ['0.0.0.0', '0.0.0.1', '0.255.255.255'], ['1.0.0.0']],
	['private 10/8', ['10.0.0.0', '10.0.0.5', '10.255.255.255'], ['9.255.255.255', '11.0.0.0']],
	['shared by carriers', ['100.64.0.0', '100.100.100.200', '100.127.255.255'], ['100.63.255.255', '100.128.0.0']],
	['loopback', ['127.0.0.0', '127.0.0.1', '127.255.255.255'], ['126.255.255.255', '128.0.0.0']],
	['link-local', ['169.254.0.0', '169.254.169.254', '169.254.255.255'], ['169.253.255.255', '169.255.0.0']],
	['private 172.16/12', ['172.16.0.0', '172.31.255.255'], ['172.15.255.255', '172.32.0.0']],
	['protocol assignments', ['192.0.0.0', '192.0.0.192', '192.0.0.255'], ['191.255.255.255', '192.0.1.0']],
	['documentation', ['192.0.2.1', '198.51.100.255', '203.0.113.0'], ['192.0.3.0', '198.51.101.0', '203.0.114.0']],
	['relays', ['192.88.99.1', '192.31.196.1', '192.52.193.1', '192.175.48.1'], ['192.88.98.255', '192.88.100.0']],
	['private 192.168/16', ['192.168.0.0', '192.168.255.255'], ['192.167.255.255', '192.169.0.0']],
	['benchmarks', ['198.18.0.0', '198.19.255.255'], ['198.17.255.255', '198.20.0.0']],
	['multicast', ['224.0.0.0', '239.255.255.255'], ['223.255.255.255']],
	['reserved, and broadcast', ['240.0.0.0', '255.255.255.255'], []],
	['the metadata of a cloud, on a public address', ['168.63.129.16'], ['168.63.129.15', '168.63.129.17']],
	['loopback and unspecified', ['::', '::1', '0:0:0:0:0:0:0:1'], []],
	['IPv4-compatible', ['::7f00:1', '::127.0.0.1', '::8.8.8.8'], []],
	['IPv4-mapped', ['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:FFFF:a00:5', '::ffff:8.8.8.8'], []],
	['translated', ['64:ff9b::a00:5', '64:ff9b::8.8.8.8', '64:ff9b:1::a00:5'], []],
	['discard only', ['100::1'], []],
	['Teredo and other assignments', ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:1ff::1'], ['2001:200::']],
	['documentation', ['2001:db8::1', '3fff::1', '3fff:fff::1'], ['2001:db9::1', '3fff:1000::']],
	['6to4', ['2002:7f00:1::', '2002:a00:5::1', '2002:808:808::1'], ['2003::1']],
	['AS112', ['2620:4f:8000::1'], ['2620:4f:8001::1']],
	['not given out', ['4000::1', '5f00::1', 'fe00::1'], ['2a00:1450:4001:80b::200e']],
	['unique local', ['fc00::1', 'fd00:ec2::254', 'fdff:ffff::1'], []],
	['link-local and site-local', ['fe80::1', 'febf::1', 'fec0::1', 'fe80::1%lo'], []],
	['multicast', ['ff00::1', 'ff02::1', 'ffff::1'], []],
	['no address', ['', 'localhost', '127.1', '0x7f000001', '2130706433', '017700000001', '8.8.8.8/32', '8.8.8.8 '], []],
];

describe('an address guard', () => {
	const { judge } = addressGuard([]);

	it.each(REFUSED)('refuses what is of %s, and nothing beside it', (_range, inside, outside) => {
		expect(inside.filter((address) => judge(address) !== 'refused')).toEqual([]);
		expect(outside.filter((address) => judge(address) !== 'public')).toEqual([]);
	});

	it('allows the ranges that the host names, and no more', () => {
		const guard = addressGuard(['127.0.0.0/8', '10.1.2.3', 'fd00::/8']);
		expect(['127.9.9.9', '10.1.2.3', 'fd12::1'].map(guard.judge)).toEqual(['allowed', 'allowed', 'allowed']);
		for (const address of ['10.1.2.4', '::1', 'fc00::1', '169.254.169.254']) {
			expect(guard.judge(address), address).toBe('refused');
		}
		expect(guard.judge('8.8.8.8')).toBe('public');
	});

	it('takes no range of one family for one of the other, and no disguise for what it hides', () => {
		const guard = addressGuard(['::/0', '127.0.0.0/8']);
		expect(guard.judge('fd00::1')).toBe('allowed');
		for (const address of ['10.0.0.1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '2002:7f00:1::', '2001::1']) {
			expect(guard.judge(address), address).toBe('refused');
		}
	});

	it('lets a host reach the public internet through NAT64, and nothing else', () => {
		const guard = addressGuard(['64:ff9b::/96']);
		expect(guard.judge('64:ff9b::8.8.8.8')).toBe('allowed');
		for (const hidden of ['127.0.0.1', '10.0.0.5', '169.254.169.254', '0.0.0.0', '224.0.0.1']) {
			expect(guard.judge(`64:ff9b::${hidden}`), hidden).toBe('refused');
		}
	});

	it.each([
		'',
		'localhost',
		'10.0.0.0/33',
		'::/129',
		'10.0.0.0/',
		'10/8',
		'10.0.0.0/8/8',
		'fe80::%lo/10',
		'10.0.0.0/-1',
	])('does not start with "%s" for a range', (range) => {
		expect(() => addressGuard([range])).toThrow(TypeError);
	});
});
