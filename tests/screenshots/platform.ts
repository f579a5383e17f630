import type { Outbound } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { manualClock } from '@latchkey/testing';
import { type Credentials, startHost, type TestHost } from '../support/host.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STARTED_DAYS_AGO = 160;
const PATH = '/v1/domains/acme-phones/client-applications';
const ADMINISTRATOR = 'super@acme';

/** A platform that has been in use for months, so that the pictures show one that is lived in. */
export async function livedInPlatform(): Promise<TestHost> {
	const now = Date.now();
	const clock = manualClock(now - STARTED_DAYS_AGO * DAY_MS);
	const store = await sqliteStore({ file: ':memory:' });
	const outbound: Outbound = {
		refusal: () => undefined,
		send: async () => ({ status: 204, headers: {}, bodyStart: '' }),
	};
	const host = await startHost({ ports: { clock, outbound, store } });
	const until = (daysAgo: number): void => clock.set(now - daysAgo * DAY_MS);
	const expiresIn = (days: number): string => new Date(now + days * DAY_MS).toISOString();
	const use = async (credentials: Credentials, times: number): Promise<void> => {
		for (let count = 0; count < times; count++) await host.token(credentials);
	};
	const add = (name: string, privileges: string[], input: object = {}, user = ADMINISTRATOR): Promise<Credentials> =>
		host.add(user, 'acme-phones', { name, privileges, ...input });

	const splunk = await add('Splunk HEC forwarder', ['events:read', 'reports:read']);
	await use(splunk, 120);
	until(140);
	const intune = await add('Intune, Europe', ['devices:read', 'devices:write', 'reports:read', 'events:read'], {
		description: 'Reads the compliance state of phones, and locks the ones that were lost.',
		secretExpiresAt: expiresIn(40),
	});
	await use(intune, 210);
	until(96);
	const old = await add('Old MDM, replaced by Intune', ['devices:read']);
	await use(old, 3);
	until(60);
	const report = await add('Weekly report script', ['reports:read'], { secretExpiresAt: expiresIn(9) }, 'analyst@acme');
	await use(report, 9);
	until(33);
	const jamf = await add('Jamf Pro', ['devices:read', 'devices:write']);
	await use(jamf, 44);
	until(21);
	const disabled = { user: ADMINISTRATOR, body: { status: 'disabled' } };
	await host.request('PATCH', `${PATH}/${old.clientId}`, disabled);
	until(6);
	await add('ServiceNow CMDB sync', ['devices:read'], { secretExpiresAt: expiresIn(180) });
	await use(report, 1);
	until(3);
	const endpoint = { url: 'https://emm.example.com/latchkey', clientId: intune.clientId };
	await host.request('POST', '/v1/domains/acme-phones/endpoints', { user: ADMINISTRATOR, body: endpoint });
	until(2);
	const rotated = await host.request<{ credentials: Credentials }>('POST', `${PATH}/${intune.clientId}/secrets`, {
		user: ADMINISTRATOR,
		body: { overlap: 604_800 },
	});
	until(0.4);
	await use(intune, 4);
	await use(rotated.body.credentials, 31);
	until(0.05);
	await use(rotated.body.credentials, 8);
	await use(splunk, 2);
	await use(jamf, 1);
	clock.set(now);
	await counted(host, jamf.clientId);
	return host;
}

/** Resolves when what was counted has been written out. */
async function counted(host: TestHost, clientId: string): Promise<void> {
	for (;;) {
		const answer = await host.request<{ lastUsedAt: string | null }>('GET', `${PATH}/${clientId}`, {
			user: ADMINISTRATOR,
		});
		if (answer.body.lastUsedAt !== null) return;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}
