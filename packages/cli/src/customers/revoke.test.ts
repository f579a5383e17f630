import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { asHost } from '../../test/as-host.ts';
import { type Operated, operated } from '../../test/operated.ts';

interface Use {
	readonly domainId: string;
	readonly secretId: string;
	readonly works: boolean;
	readonly tokensIssued: number;
}

async function withApplications(): Promise<Operated> {
	const at = await operated();
	for (const [customer, domain] of [
		['acme', 'phones'],
		['acme', 'phones'],
		['acme', 'laptops'],
		['globex', 'phones'],
	] as const) {
		await at.result(['applications', 'add', '--customer', customer, '--domain', domain, '--name', 'EMM']);
	}
	return at;
}

async function secretsOf(at: Operated, customer: string): Promise<string[]> {
	const ran = await at.latchkey(['usage', '--customer', customer, ...at.store, '--json']);
	const { credentials } = JSON.parse(ran.output) as { credentials: Use[] };
	return credentials.filter(({ works }) => works).map(({ domainId }) => domainId);
}

describe('latchkey revoke', () => {
	it('says what it will revoke, asks, and revokes that alone', async () => {
		const at = await withApplications();
		const refused = await at.latchkey(['revoke', '--customer', 'acme', ...at.store], ['globex']);
		expect(refused.exitCode).toBe(1);
		expect(refused.errors).toContain('phones: 2 client applications');
		expect(await secretsOf(at, 'acme')).toEqual(['laptops', 'phones', 'phones']);
		const ran = await at.latchkey(['revoke', '--customer', 'acme', ...at.store], ['acme']);
		expect(ran.output).toBe(
			'Revoked 3 secrets, 0 certificates and 0 public keys of 3 client applications, and every token.\n',
		);
		expect([await secretsOf(at, 'acme'), await secretsOf(at, 'globex')]).toEqual([[], ['phones']]);
	});

	it('revokes one domain as leaked without a question, and nothing more when it is repeated', async () => {
		const at = await withApplications();
		const line = ['revoke', '--customer', 'acme', '--domain', 'phones', '--leaked', ...at.store];
		expect(await at.latchkey(line)).toMatchObject({ exitCode: 2 });
		const revoked = { customerId: 'acme', domains: ['phones'], leaked: true };
		const ran = await at.latchkey([...line, '--yes', '--json']);
		expect(JSON.parse(ran.output)).toEqual({ ...revoked, applications: 2, secrets: 2, certificates: 0, publicKeys: 0 });
		const again = await at.latchkey([...line, '--yes', '--json']);
		expect(JSON.parse(again.output)).toEqual({
			...revoked,
			applications: 0,
			secrets: 0,
			certificates: 0,
			publicKeys: 0,
		});
		expect(await secretsOf(at, 'acme')).toEqual(['laptops']);
	});
});

describe('latchkey usage', () => {
	it('lists every secret of a customer, used or not', async () => {
		const at = await withApplications();
		const { output } = await at.latchkey(['usage', '--customer', 'acme', ...at.store]);
		expect(output.split('\n')[0]).toMatch(/^DOMAIN +CLIENT ID +NAME +CREDENTIAL +WORKS +SECRET +TOKENS/);
		expect(output.trimEnd().split('\n')).toHaveLength(4);
		expect(output).not.toContain('globex');
		const none = await at.latchkey(['usage', '--customer', 'acm', ...at.store]);
		expect(none).toMatchObject({ exitCode: 0, output: 'No client application of customer acm has a credential.\n' });
	});

	it('lists certificates and public keys beside them, and says that it does', async () => {
		const at = await operated();
		const tenant = { customerId: 'acme', domainId: 'phones' };
		const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
		const keyId = await asHost(at, tenant, async ({ applications }, admin) => {
			const jwks = { keys: [{ kty: 'EC', ...signing, kid: 'own' }] };
			const { clientId } = (await applications.add(admin, 'phones', { name: 'EMM' })).application;
			const { publicKeys } = await applications.change(admin, 'phones', clientId, { jwks });
			return publicKeys[0]?.keyId;
		});
		const { output } = await at.latchkey(['usage', '--customer', 'acme', ...at.store]);
		expect(output).toMatch(new RegExp(`${keyId} +yes +- `));
		expect((await at.latchkey(['usage', '--help'])).output).toMatch(/every secret, certificate and public key/);
	});
});
