const GENERATOR = 65_537;
const LARGEST_PRIME = 167;
const SMALL_PRIMES = Array.from({ length: LARGEST_PRIME - 2 }, (_, index) => index + 3).filter(isPrime);

/**
 * Whether an RSA modulus bears the mark of the chips and TPMs whose keys can be factored (ROCA, CVE-2017-15361: M.
 * Nemec et al., CCS 2017, §4): modulo every small prime it is a power of 65537. Of other keys, one in two hundred
 * million does.
 */
export function isFactorable(modulus: bigint): boolean {
	return SMALL_PRIMES.every((prime) => powersOf(GENERATOR % prime, prime).has(Number(modulus % BigInt(prime))));
}

function isPrime(candidate: number): boolean {
	for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) return false;
	return true;
}

function powersOf(base: number, prime: number): ReadonlySet<number> {
	const powers = new Set<number>();
	for (let power = 1; !powers.has(power); power = (power * base) % prime) powers.add(power);
	return powers;
}
