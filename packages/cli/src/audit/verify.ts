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
		summary: 'find out whether the audit log is what was entered',
		description:
			'Goes through the audit log of every domain in the store, or through an export, and names the first entry that was edited, dropped, moved, made up or cut off; ends with 3 where there is one. Give it the signed heads that you kept elsewhere: without one, nobody can miss what was cut off at the end. An export needs no store: the public keys of the host prove it.',
		examples: [
			['latchkey audit verify --head kept/acme-phones.head', 'every domain in the store, and one to its kept head'],
			['latchkey audit verify --file acme-phones.jsonl --jwks jwks.json', 'an export, without the store and its keys'],
		],
	})
		.option('--customer <id>', 'only of this customer; with --domain', tenantId)
		.option('--domain <id>', 'only this domain', tenantId)
		.option('--file <file>', 'an export in the place of the store')
		.option(
			'--jwks <file>',
			'public keys that prove the heads of an export: what the host has at /.well-known/jwks.json',
		)
		.option('--head <file>', 'a signed head that was kept, or an export that ends with one; once for each', collected)
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
					'An export can do without: --file <file> --jwks <file>',
				);
			}
			const keyEncryption = neededKeyEncryption(environment, options.keys);
			const storeSource = made.getOptionValueSource('store');
			return withSession(environment, { store, storeSource, keyEncryption }, work);
		}

		async function verdicts(): Promise<DomainVerdict[]> {
			if (file === undefined) return inStore((session) => verifyStore(session, only, heads));
			const jwss = heads.map(({ jws }) => jws);
			if (jwks === undefined) {
				const verdict = await inStore(({ latchkey }) => latchkey.audit.verifyExport(linesOf(file), jwss));
				return [ofExport(file, verdict)];
			}
			const proof = { publicKeys: readPublicKeys(jwks) };
			const proven = await Promise.all(jwss.map((jws) => openHead(jws, proof)));
			return [ofExport(file, await verifyExport(linesOf(file), proof, proven))];
		}

		const found = await verdicts();
		const sound = found.every((one) => one.sound);
		if (file === undefined && heads.length === 0) {
			terminal.writeError('No kept head was given by --head: what was cut off at the end would not be missed.\n');
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
		verdicts.push(domainVerdict(tenant, await latchkey.audit.verify(tenant, ofTenant)));
	}
	return verdicts;
}

function ofExport(file: string, verdict: ExportVerdict): DomainVerdict {
	if (verdict.tenant === undefined) throw usageFailure(`${file} is no export of an audit log`);
	return domainVerdict(verdict.tenant, verdict);
}
