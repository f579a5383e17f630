import { expect, it } from 'vitest';
import { bytes, compare, type Vector, wycheproof } from '../../test/vectors/wycheproof.ts';
import { open } from './seal.ts';

interface Sealed extends Vector {
	readonly key: string;
	readonly iv: string;
	readonly aad: string;
	readonly msg: string;
	readonly ct: string;
	readonly tag: string;
}

interface SealedGroup {
	readonly keySize: number;
	readonly ivSize: number;
	readonly tagSize: number;
	readonly tests: readonly Sealed[];
}

it('opens what AES-256-GCM has sealed in our layout, and nothing else (Wycheproof)', async () => {
	// Sizes are in bits. Keys are 256 here, and nonces 96: the groups of others cannot be written down as we write it.
	const ours = wycheproof<SealedGroup>('aes_gcm').filter(
		({ keySize, ivSize, tagSize }) => keySize === 256 && ivSize === 96 && tagSize === 128,
	);
	const compared = await compare(ours, ({ key, iv, aad, msg, ct, tag }: Sealed) => {
		try {
			return open(bytes(key), bytes(iv + ct + tag), bytes(aad)).equals(bytes(msg));
		} catch {
			return false;
		}
	});
	expect(compared).toEqual({ asExpected: 66, otherwise: [] });
});
