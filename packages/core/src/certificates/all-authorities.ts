import type { AuthorityKey, CertificateAuthority, CertificateAuthorityRepository } from './repositories.ts';

const PAGE = 100;

/** Of all customers, in their order. */
export async function* allAuthorities(
	authorities: Pick<CertificateAuthorityRepository, 'listAll'>,
): AsyncGenerator<CertificateAuthority> {
	let after: AuthorityKey | undefined;
	do {
		const page = await authorities.listAll(after, PAGE);
		yield* page;
		after = page.length < PAGE ? undefined : page.at(-1);
	} while (after !== undefined);
}
