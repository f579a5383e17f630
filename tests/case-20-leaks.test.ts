import { readFileSync } from 'node:fs';
import { type Actor, type LatchkeyEvent, type Store, StoreUnavailableError } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { scratchFile } from './support/scratch-file.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const PATH = '/v1/domains/main/client-applications';

/** Every spelling under which a secret could be found again. */
function spellings(secret: string): string[] {
	const bytes = Buffer.from(secret);
	// Base64 of a text that the secret stands in differs by where it starts.
	const inside = [0, 1, 2].map((offset) => {
		const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
		return encoded.slice(offset === 0 ? 0 : offset + 1, -4);
	});
	const hex = bytes.toString('hex');
	const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
	const url = inside.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
	return [
		secret,
		...inside,
		...url,
		hex,
		hex.toUpperCase(),
		percent,
		percent.toUpperCase(),
		encodeURIComponent(secret),
	];
}

function leaksIn(place: string, text: string, canaries: ReadonlySet<string>): string[] {
	return [...canaries]
		.filter((canary) => spellings(canary).some((spelling) => text.includes(spelling)))
		.map(() => place);
}

/** A store that fails as a careless driver does: with the caller's own values in its message. */
function careless(store: Store, failing: () => boolean): Store {
	const { applications } = store;
	return {
		...store,
		applications: {
			...applications,
			async update(...values) {
				if (!failing()) return applications.update(...values);
				throw new StoreUnavailableError(`failed: ${JSON.stringify(values)}`, {
					cause: new Error(JSON.stringify(values)),
				});
			},
			async list(...values) {
				if (!failing()) return applications.list(...values);
				throw new Error(`failed with ${JSON.stringify(values)}`);
			},
		},
	};
}

/** Everything that can be done with secrets, rightly and wrongly. Resolves to every secret, token and answer. */
async function live(host: EmbeddedHost, setFailing: (failing: boolean) => void) {
	const canaries = new Set<string>();
	const harmless: string[] = [];
	const keep = (credentials: unknown): { clientId: string; clientSecret: string; oauthCredentials: string } => {
		const kept = credentials as { clientId: string; clientSecret: string; oauthCredentials: string };
		canaries.add(kept.clientSecret).add(kept.oauthCredentials);
		return kept;
	};
	const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
		const answer = await host.call('admin', method, path, { headers, ...(body === undefined ? {} : { body }) });
		harmless.push(JSON.stringify([...answer.headers]));
		if (!('credentials' in answer.json) && !('clientSecret' in answer.json)) harmless.push(answer.text);
		return answer;
	};
	const form = async (path: string, body: string, authorization?: string): Promise<void> => {
		const headers = {
			'content-type': 'application/x-www-form-urlencoded',
			...(authorization === undefined ? {} : { authorization }),
		};
		const answer = await host.call(undefined, 'POST', path, { body, headers });
		if (answer.status !== 200) harmless.push(answer.text, JSON.stringify([...answer.headers]));
	};

	for (const name of ['One', 'Two']) {
		const added = await call('POST', PATH, { name, privileges: ['devices:read'] }, { 'idempotency-key': name });
		const first = keep(added.json['credentials']);
		const path = `${PATH}/${first.clientId}`;
		const rotated = await call('POST', `${path}/secrets`, {});
		const second = keep(rotated.json['credentials']);
		keep((await call('POST', `${path}/reveal`, {})).json);
		const token = String((await tokenOf(host, second.oauthCredentials)).json['access_token']);
		canaries.add(token).add(token.split('.')[2] ?? '');

		const grant = 'grant_type=client_credentials';
		await form('/oauth2/token', `${grant}&client_id=${first.clientId}&client_secret=${first.clientSecret}`);
		await form('/oauth2/token', `${grant}&client_id=${first.clientId}&client_secret=${first.clientSecret}x`);
		await form('/oauth2/token', `${grant}&client_id=nobody&client_secret=${first.clientSecret}`);
		await form('/oauth2/token', `${grant}&client_secret=${first.clientSecret}`, `Basic ${first.oauthCredentials}`);
		await form('/oauth2/token', 'grant_type=password', `Basic ${first.oauthCredentials}`);
		await form('/oauth2/token', `${grant}&scope=${first.clientSecret}`, `Basic ${first.oauthCredentials}`);
		await form('/oauth2/token', grant, `Bearer ${token}`);
		await form('/oauth2/token', grant, `Basic ${first.clientSecret}`);
		await form(`/oauth2/token?client_secret=${first.clientSecret}`, grant);

		const bearer = { authorization: `Bearer ${token}` };
		harmless.push((await host.call(undefined, 'GET', '/api/devices:read', { headers: bearer })).text);
		harmless.push((await host.call(undefined, 'GET', '/api/devices:write', { headers: bearer })).text);
		const forged = { authorization: `Bearer ${token}x` };
		harmless.push((await host.call(undefined, 'GET', '/api/devices:read', { headers: forged })).text);

		await call('GET', path);
		await call('GET', `${PATH}?q=${first.clientSecret}`);
		await call('GET', `${PATH}?cursor=${first.clientSecret}`);
		await call('GET', `${PATH}/${first.clientSecret}`);
		await call('GET', `${PATH}?${first.clientSecret}=1&${first.clientSecret}=2`);
		await call('GET', `${PATH}?${first.clientSecret}=1`);
		await call('POST', PATH, { name: 'Three', privileges: [first.clientSecret] });
		await call('PATCH', path, { [first.clientSecret]: first.clientSecret });
		await call('PATCH', path, { ownerId: first.oauthCredentials, status: first.clientSecret });
		await call('POST', `${path}/secrets`, { expiresAt: first.clientSecret });
		await call('POST', `${path}/reveal`, { secretId: 'sec_none' });
		await call('PATCH', path, { name: 'Renamed' });
		await call('PATCH', path, '{"name":');
		setFailing(true);
		await call('PATCH', path, { name: 'Fails' });
		await call('POST', `${path}/secrets`, {});
		await call('GET', PATH);
		setFailing(false);
		const listed = await call('GET', `${path}/secrets`);
		const [oldest] = listed.json['items'] as { secretId: string }[];
		await call('DELETE', `${path}/secrets/${oldest?.secretId}`);
		await form('/oauth2/token', grant, `Basic ${first.oauthCredentials}`);
	}
	await call('PUT', '/v1/domains/main/policy', { showOnce: true });
	const last = keep((await call('POST', PATH, { name: 'Three' })).json['credentials']);
	await call('POST', `${PATH}/${last.clientId}/reveal`, {});
	await call('DELETE', `${PATH}/${last.clientId}`);
	return { canaries, harmless };
}

describe('case 20: no secret, credential or token where it does not belong', () => {
	it('logs, events, answers, headers and the database file hold none, in any spelling', async () => {
		const file = scratchFile();
		let failing = false;
		const store = careless(await sqliteStore({ file }), () => failing);
		const waiting: LatchkeyEvent[] = [];
		const host = await startEmbeddedHost({ actors: { admin }, store, onEvent: (event) => void waiting.push(event) });
		const { canaries, harmless } = await live(host, (next) => {
			failing = next;
		});
		const lines: string[] = [];
		for await (const line of await host.latchkey.audit.exportLines(admin, 'main')) lines.push(line);
		const pending = JSON.stringify(await store.outbox.pending(100));
		const bytes = [file, `${file}-wal`].map((path) => readFileSync(path, 'latin1')).join('\n');
		const logs = JSON.stringify(host.logger.lines);
		expect(canaries.size).toBeGreaterThan(10);
		expect(logs).toContain('client authentication failed');
		expect(logs).toContain('the store is not available');
		expect(leaksIn('log', logs, canaries)).toEqual([]);
		expect(leaksIn('event', JSON.stringify(waiting) + pending, canaries)).toEqual([]);
		expect(lines.length).toBeGreaterThan(20);
		expect(leaksIn('audit', lines.join(''), canaries)).toEqual([]);
		expect(leaksIn('answer', harmless.join('\n'), canaries)).toEqual([]);
		expect(leaksIn('database', bytes, canaries)).toEqual([]);
		await host.close();
	});

	it('the search itself finds a secret in every spelling', () => {
		const secret = 'lks_0123456789abcdefghijklmnopqrstuvwxyzAB';
		const texts = [
			secret,
			Buffer.from(`x:${secret}`).toString('base64'),
			Buffer.from(`xy:${secret}`).toString('base64url'),
			Buffer.from(`xyz:${secret}`).toString('base64'),
			Buffer.from(secret).toString('hex'),
		];
		for (const text of texts) expect(leaksIn('here', `… ${text} …`, new Set([secret])), text).toEqual(['here']);
	});
});
