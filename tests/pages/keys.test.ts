import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { type Credentials, startHost, type TestHost } from '../support/host.ts';
import { FORM, grantForm, type SigningKey, signAssertion, signingKey } from '../support/signing-client.ts';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
});
afterAll(() => host.close());

async function earns(key: SigningKey, { clientId }: Credentials): Promise<boolean> {
	const assertion = await signAssertion(key, clientId, { claims: { aud: host.baseUrl } });
	return (await host.request('POST', '/oauth2/token', { headers: FORM, body: grantForm(assertion) })).status === 200;
}

it('public keys are pasted as JWK, as JWK Set and as PEM, seen in use, and removed with what they earned', async () => {
	const credentials = await host.add('super@acme', 'acme-phones', { name: 'Signing' });
	const { dialog, openFlyout } = await openConsole(host, 'super@acme');
	await openFlyout('Signing', 'Secrets');
	const keys = dialog.getByRole('region', { name: 'Keys for signed assertions' });
	await keys.getByText('No key is registered').waitFor();
	const paste = async (text: string): Promise<void> => {
		await keys.getByRole('button', { name: 'Add key' }).click();
		await keys.getByLabel('Public key').fill(text);
		await keys.getByRole('button', { name: 'Register' }).click();
	};
	const [one, two, three] = [signingKey('ES256', 'one'), signingKey('EdDSA', 'two'), signingKey('RS256')];
	await paste(JSON.stringify(one.jwk));
	await keys.getByRole('listitem', { name: 'Key one' }).waitFor();
	expect(await earns(one, credentials)).toBe(true);
	await paste(JSON.stringify({ keys: [two.jwk] }));
	await keys.getByRole('listitem', { name: 'Key two' }).waitFor();
	await paste(String(createPublicKey(three.privateKey).export({ format: 'pem', type: 'spki' })));
	await expect.poll(() => keys.getByRole('listitem').count()).toBe(3);
	expect(await earns({ ...three, kid: await calculateJwkThumbprint(three.jwk as JWK) }, credentials)).toBe(true);
	expect(await earns(two, credentials)).toBe(true);

	const second = keys.getByRole('listitem', { name: 'Key two' });
	await second.getByRole('button', { name: 'Remove' }).click();
	await second.getByText('Its tokens end with it').waitFor();
	await second.getByRole('button', { name: 'Keep' }).click();
	await second.getByRole('button', { name: 'Remove' }).click();
	await second.getByRole('button', { name: 'Remove for good' }).click();
	await expect.poll(() => keys.getByRole('listitem').count()).toBe(2);
	expect(await earns(two, credentials)).toBe(false);
	expect(await earns(one, credentials)).toBe(true);
});

it('a private key that is pasted goes nowhere; what is no key, and a URL that leads nowhere, is told', async () => {
	await host.add('super@acme', 'acme-phones', { name: 'Careless' });
	const { page, dialog, openFlyout } = await openConsole(host, 'super@acme');
	const sent: string[] = [];
	page.on('request', (request) => sent.push(request.postData() ?? ''));
	await openFlyout('Careless', 'Secrets');
	const keys = dialog.getByRole('region', { name: 'Keys for signed assertions' });
	await keys.getByRole('button', { name: 'Add key' }).click();
	const { privateKey } = signingKey('RS256');
	const jwk = privateKey.export({ format: 'jwk' });
	for (const text of [JSON.stringify(jwk), String(privateKey.export({ format: 'pem', type: 'pkcs8' }))]) {
		await keys.getByLabel('Public key').fill(text);
		await keys.getByRole('button', { name: 'Register' }).click();
		await keys.getByText('This is a private key').waitFor();
	}
	await keys.getByLabel('Public key').fill('my key');
	await keys.getByRole('button', { name: 'Register' }).click();
	await keys.getByText('This is no JWK').waitFor();
	expect(sent.join('\n')).not.toContain(String(jwk.d));

	await keys.getByLabel('Or the URL of a JWK Set').fill('https://emm.example/keys');
	expect(await keys.getByLabel('Public key').inputValue()).toBe('');
	await keys.getByRole('button', { name: 'Register' }).click();
	const published = keys.getByRole('listitem', { name: 'Keys at https://emm.example/keys' });
	await published.waitFor();
	await published.getByRole('button', { name: 'Remove' }).click();
	await published.getByRole('button', { name: 'Remove for good' }).click();
	await keys.getByText('No key is registered').waitFor();
});

it('who may not rotate its secrets registers no key', async () => {
	const { clientId } = await host.add('analyst@acme', 'acme-phones', { name: 'Strong' });
	const path = `/v1/domains/acme-phones/client-applications/${clientId}`;
	const body = { privileges: ['devices:read', 'devices:write'] };
	expect((await host.request('PATCH', path, { user: 'super@acme', body })).status).toBe(200);
	const { dialog, openFlyout } = await openConsole(host, 'analyst@acme');
	await openFlyout('Strong', 'Secrets');
	const keys = dialog.getByRole('region', { name: 'Keys for signed assertions' });
	await keys.getByText('No key is registered').waitFor();
	expect(await keys.getByRole('button', { name: 'Add key' }).count()).toBe(0);
});
