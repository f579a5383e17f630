import { type ExportVerdict, openHead, type Tenant, verifyExport } from '@latchkey/core';
import { command } from '../command-line/command.ts';
import { neededKeyEncryption } from '../command-line/key-encryption.ts';
import { collected, jsonOption, keysOption, optionalStoreOption, tenantId } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { usageFailure } from '../failure.ts';
import type { Outcome } from '../program.ts';
import { type Session, withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { type KeptHead, linesOf, readKeptHead, readPublicKeys } from './files.ts';
import { type DomainVerdict, domainVerdict, verdictLine } from './verdict.ts';

const PAGE = 100;

export function verifyAuditCommand(environment: Environment, outcome: Outcome) {
	const made = command(environment, 'verify', {
		summary: 'verify that nobody has rewritten the audit log',
		description:
			'Goes through the audit log of every domain in the store, or through an export, and names the first entry that was edited, dropped, moved, made up or cut off; ends with 3 where there is one. Give it the signed heads that you kept elsewhere: without one, entries that were cut off at the end go unnoticed. An export can be verified without the store, by the public keys of the host.',
		examples: [
			[
				'latchkey audit verify --head kept/acme-phones.head',
				'every domain in the store, and one of them against its kept head',
			],
			['latchkey audit verify --file acme-phones.jsonl --jwks jwks.json', 'an export, without the store and its keys'],
		],
	})
		.option('--customer <id>', 'only a domain of this customer; with --domain', tenantId)
		.option('--domain <id>', 'only this domain; with --customer', tenantId)
		.option('--file <file>', 'verify an export instead of the store')
		.option(
			'--jwks <file>',
			'public keys that prove the heads of an export: what the host has at /.well-known/jwks.json',
		)
		.option(
			'--head <file>',
			'a signed head that was kept, or an export that ends with one; may be given several times',
			collected,
		)
		.addOption(optionalStoreOption())
		.addOption(keysOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { terminal } = environment;
		const { customer, domain, file, jwks, store } = options;
		if ((customer === undefined) !== (domain === undefined)) throw usageFailure('--customer and --domain go together');
		const heads = (options.head ?? []).map(readKeptHead);
		const only =
			customer === undefined || domain === undefined ? undefined : { customerId: customer, domainId: domain };

		function inStore<T>(work: (session: Session) => Promise<T>): Promise<T> {
			if (store === undefined) {
				throw usageFailure(
					'name the store by --store or LATCHKEY_STORE',
					'An export can be verified without one: --file <file> --jwks <file>',
				);
			}
			const keyEncryption = neededKeyEncryption(environment, options.keys);
			return withSession(environment, made, { keyEncryption }, work);
		}

		async function verdicts(): Promise<DomainVerdict[]> {
			if (file === undefined) return inStore((session) => verifyStore(session, only, heads));
			const jwss = heads.map(({ jws }) => jws);
			if (jwks === undefined) {
				const verdict = await inStore(({ latchkey }) => latchkey.auditVerification.verifyExport(linesOf(file), jwss));
				return [ofExport(file, verdict)];
			}
			const proof = { publicKeys: readPublicKeys(jwks) };
			const proven = await Promise.all(jwss.map((jws) => openHead(jws, proof)));
			return [ofExport(file, await verifyExport(linesOf(file), proof, proven))];
		}

		const found = await verdicts();
		const sound = found.every((one) => one.sound);
		if (file === undefined && heads.length === 0) {
			terminal.writeError(
				'No signed head was given by --head, so entries that were cut off at the end would go unnoticed.\n',
			);
		}
		answer(terminal, options, { sound, domains: found }, found.map(verdictLine).join(''));
		if (!sound) outcome.exitCode = EXIT.wanting;
	});
}

async function verifyStore(
	{ latchkey, store }: Session,
	only: Tenant | undefined,
	heads: readonly KeptHead[],
): Promise<DomainVerdict[]> {
	const nameOf = ({ customerId, domainId }: Tenant): string => `${customerId} ${domainId}`;
	const kept = Map.groupBy(heads, ({ head }) => nameOf(head));
	// A domain whose log is gone altogether is known by its head alone.
	const tenants = new Map(
		heads.map(({ head: { customerId, domainId } }) => [nameOf({ customerId, domainId }), { customerId, domainId }]),
	);
	let after: Tenant | undefined;
	do {
		const page: readonly Tenant[] = await store.audit.tenants(after, PAGE);
		for (const tenant of page) tenants.set(nameOf(tenant), tenant);
		after = page.length < PAGE ? undefined : page.at(-1);
	} while (after !== undefined);
	const asked = only === undefined ? [...tenants.values()] : [only];
	const verdicts: DomainVerdict[] = [];
	for (const tenant of asked) {
		const ofTenant = (kept.get(nameOf(tenant)) ?? []).map(({ jws }) => jws);
		verdicts.push(domainVerdict(tenant, await latchkey.auditVerification.verify(tenant, ofTenant)));
	}
	return verdicts;
}

function ofExport(file: string, verdict: ExportVerdict): DomainVerdict {
	if (verdict.tenant === undefined) throw usageFailure(`${file} is not an export of an audit log`);
	return domainVerdict(verdict.tenant, verdict);
}
