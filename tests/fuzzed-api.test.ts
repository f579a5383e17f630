import { guardedOutbound } from '@latchkey/outbound';
import { beforeAll, describe, expect, it } from 'vitest';
import { needed, WITH_INSTALLATION_MS } from '../tools/foreign/needed.ts';
import { fuzz, fuzzer } from '../tools/fuzzer/fuzz.ts';
import { basic, startHost, type TestHost } from './support/host.ts';
import { runs } from './support/soak.ts';

const USER = 'super@acme';
const DOMAIN = '/v1/domains/acme-phones';
const EXAMPLES = runs(5);
const SEED = 1;
const FUZZED_WITHIN_MS = runs(4 * 60_000, 10);
const timeout = WITH_INSTALLATION_MS + FUZZED_WITHIN_MS;

describe('answers to requests that a fuzzer makes out of our OpenAPI document are as documented', () => {
	let host: TestHost;
	beforeAll(async () => {
		const { refusal, close } = guardedOutbound();
		// Whatever address a fuzzer may think of, nothing is sent there.
		const send = async () => ({ status: 204, headers: {}, bodyStart: '' });
		host = await startHost({ ports: { outbound: { refusal, send } } });
		return async () => {
			await host.close();
			await close();
		};
	});

	const ask = async <Body>(method: string, path: string, body?: object): Promise<Body> =>
		(await host.request<Body>(method, path, { user: USER, body })).body;

	const fuzzing = () => ({
		url: `${host.baseUrl}/openapi.json`,
		examples: EXAMPLES,
		seed: SEED,
		timeoutMs: FUZZED_WITHIN_MS,
	});

	it('to a signed-in user', { timeout }, async ({ skip }) => {
		const program = await needed(fuzzer, skip);
		const kept = await host.add(USER, 'acme-phones');
		const removed = await host.add(USER, 'acme-phones');
		const endpoint = { url: 'https://receiver.example/in' };
		const { endpointId } = await ask<{ endpointId: string }>('POST', `${DOMAIN}/endpoints`, endpoint);
		const another = await ask<{ endpointId: string }>('POST', `${DOMAIN}/endpoints`, endpoint);
		const secrets = `${DOMAIN}/client-applications/${kept.clientId}/secrets`;
		const { secretId } = await ask<{ secretId: string }>('POST', secrets, {});
		await ask('POST', `${DOMAIN}/endpoints/${endpointId}/test`, {});
		const deliveries = async () =>
			(await ask<{ items: { deliveryId: string }[] }>('GET', `${DOMAIN}/endpoints/${endpointId}/deliveries`)).items;
		await expect.poll(deliveries, { timeout: 30_000 }).not.toEqual([]);
		const deliveryId = (await deliveries())[0]?.deliveryId ?? '';
		await fuzz(program, {
			...fuzzing(),
			authorization: basic(USER, host.password),
			paths: '^/v1/(session|domains)',
			parameters: { domainId: 'acme-phones', clientId: kept.clientId, secretId, endpointId, deliveryId },
			except: {
				'DELETE /v1/domains/{domainId}/client-applications/{clientId}': { clientId: removed.clientId },
				'DELETE /v1/domains/{domainId}/endpoints/{endpointId}': { endpointId: another.endpointId },
			},
		});
	});

	it('to an integration by its credentials, and to whoever asks', { timeout }, async ({ skip }) => {
		const program = await needed(fuzzer, skip);
		const { oauthCredentials } = await host.add(USER, 'acme-laptops');
		const paths = '^/(oauth2|v1/oauth2|v1/client-applications/self|v1/leaks|v1/customers|healthz|readyz|openapi)';
		await fuzz(program, { ...fuzzing(), authorization: `Basic ${oauthCredentials}`, paths });
	});

	it('to an integration by its token', { timeout }, async ({ skip }) => {
		const program = await needed(fuzzer, skip);
		const token = await host.token(await host.add(USER, 'acme-laptops'));
		const paths = '^/v1/(session|client-applications/self)';
		await fuzz(program, { ...fuzzing(), authorization: `Bearer ${token}`, paths });
	});
});
