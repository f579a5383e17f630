import { describe, expect, it } from 'vitest';
import { withCertificate } from '../../test/as-host.ts';
import { type Operated, operated } from '../../test/operated.ts';

const tenant = { customerId: 'acme', domainId: 'phones' };

async function withOne(): Promise<{ at: Operated; clientId: string; certificateId: string }> {
	const at = await operated();
	const { credentials } = await at.result<{ credentials: { clientId: string } }>([
		...['applications', 'add', '--customer', 'acme', '--domain', 'phones', '--name', 'EMM'],
	]);
	const { clientId } = credentials;
	return { at, clientId, certificateId: await withCertificate(at, tenant, clientId) };
}

async function idsOf(at: Operated, clientId: string): Promise<string[]> {
	const { output } = await at.latchkey(['certificates', 'list', clientId, ...at.store, '--json']);
	const { certificates } = JSON.parse(output) as { certificates: { certificateId: string }[] };
	return certificates.map(({ certificateId }) => certificateId);
}

describe('latchkey certificates', () => {
	it('lists what an application has, and revokes one after a question', async () => {
		const { at, clientId, certificateId } = await withOne();
		const listed = await at.latchkey(['certificates', 'list', clientId, ...at.store]);
		expect(listed.output).toContain(certificateId);
		const revoke = ['certificates', 'revoke', clientId, certificateId, ...at.store];
		expect(await at.latchkey(revoke, ['no'])).toMatchObject({ exitCode: 1 });
		expect(await idsOf(at, clientId)).toEqual([certificateId]);
		expect(await at.latchkey(revoke, [certificateId])).toMatchObject({ exitCode: 0 });
		expect(await idsOf(at, clientId)).toEqual([]);
		expect(await at.latchkey([...revoke, '--yes'])).toMatchObject({ exitCode: 1 });
	});

	it('writes the revocation list of a customer, and none where there is no authority', async () => {
		const { at } = await withOne();
		const crl = ['certificates', 'crl', ...at.both];
		const { exitCode, output } = await at.latchkey([...crl, '--customer', 'acme']);
		expect(exitCode).toBe(0);
		expect(output).toMatch(/^-----BEGIN X509 CRL-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END X509 CRL-----\n$/);
		const none = await at.latchkey([...crl, '--customer', 'globex']);
		expect(none).toMatchObject({
			exitCode: 1,
			errors: expect.stringContaining('customer globex has no certificate authority\n'),
		});
		expect(await at.latchkey([...crl, '--customer', 'acme', '--generation', '2'])).toMatchObject({ exitCode: 1 });
		expect(await at.latchkey([...crl, '--customer', 'acme', '--generation', 'x'])).toMatchObject({ exitCode: 2 });
	});
});
