import { manualClock } from '@latchkey/testing';
import { type CollectionResult, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, startDemo } from './support/demo-process.ts';
import { type EmbeddedHost, type EmbeddedHostOptions, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { scratchFolder } from './support/scratch-file.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const ADMIN = { userId: 'admin', customerId: 'acme', domains: { phones: grant } };

/** Collects when the test asks. */
class AskedReader extends MetricReader {
	protected override async onForceFlush(): Promise<void> {}
	protected override async onShutdown(): Promise<void> {}
}

interface Measured {
	readonly host: EmbeddedHost;
	/** `name{attributes}` and the value. */
	collect(): Promise<Record<string, unknown>>;
}

async function measured(overrides: Partial<EmbeddedHostOptions> = {}): Promise<Measured> {
	const reader = new AskedReader();
	const provider = new MeterProvider({ readers: [reader] });
	const host = await startEmbeddedHost({
		actors: { admin: ADMIN },
		meter: provider.getMeter('latchkey'),
		...overrides,
	});
	onTestFinished(async () => {
		await host.close();
		await provider.shutdown();
	});
	return {
		host,
		async collect() {
			const collected: CollectionResult = await reader.collect();
			expect(collected.errors).toEqual([]);
			const points = collected.resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
				metrics.flatMap(({ descriptor, dataPoints }) =>
					dataPoints.map(({ attributes, value }) => [`${descriptor.name} ${Object.values(attributes)}`.trim(), value]),
				),
			);
			return Object.fromEntries(points) as Record<string, unknown>;
		},
	};
}

async function add({ host }: Measured, more: object = {}): Promise<string> {
	const body = { name: 'EMM', privileges: ['devices:read'], ...more };
	const { json } = await host.call('admin', 'POST', '/v1/domains/phones/client-applications', { body });
	return String((json['credentials'] as { oauthCredentials: string }).oauthCredentials);
}

const askFor = ({ baseUrl }: EmbeddedHost, credentials: string, form = 'grant_type=client_credentials') =>
	fetch(`${baseUrl}/oauth2/token`, {
		method: 'POST',
		headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
		body: form,
	});

it("counts a real OpenTelemetry meter's way what was issued and refused, and never whose", async () => {
	const at = await measured();
	const credentials = await add(at);
	const wrong = Buffer.from('lk.acme.phones.nobody:wrong').toString('base64');
	for (let times = 0; times < 3; times++) expect((await askFor(at.host, credentials)).status).toBe(200);
	expect((await askFor(at.host, wrong)).status).toBe(401);
	expect((await askFor(at.host, credentials, 'grant_type=password')).status).toBe(400);
	await expect(at.host.latchkey.tokens.verify('nonsense', [], undefined)).rejects.toMatchObject({
		error: 'invalid_token',
	});
	const metrics = await at.collect();
	expect(metrics).toMatchObject({
		'latchkey.token.requests issued': 3,
		'latchkey.token.requests invalid_client': 1,
		'latchkey.token.requests unsupported_grant_type': 1,
		'latchkey.bearer.refusals invalid_token': 1,
		'latchkey.events.relayed client_application.added': 1,
		'latchkey.events.wait': 0,
		'latchkey.work.late': 0,
	});
	expect(JSON.stringify(metrics)).not.toMatch(/acme|phones|lk\./);
});

it('tells how long events wait and due work is left lying where nobody works', async () => {
	const clock = manualClock();
	const at = await measured({ clock, startWork: () => ({ close: async () => undefined }) });
	await add(at, { secretExpiresAt: new Date(clock.now() + 60_000).toISOString() });
	clock.advance(90_000);
	expect(await at.collect()).toMatchObject({ 'latchkey.events.wait': 90, 'latchkey.work.late': 90 });
});

it('serves them to Prometheus from a port of the demo', async () => {
	const [port, metricsPort] = [await freePort(), await freePort()];
	const env = { METRICS_PORT: String(metricsPort) };
	const demo = startDemo({ port, folder: scratchFolder(), password: 'demo', env });
	onTestFinished(() => demo.kill());
	await demo.serving;
	expect((await fetch(`http://127.0.0.1:${port}/oauth2/token`, { method: 'POST' })).status).toBe(400);
	const served = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
	expect(served).toMatch(/^latchkey_token_requests_total\{[^}]*outcome="invalid_request"[^}]*\} 1$/m);
	expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);
	expect(await demo.stop()).toBe(0);
});
