import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddedApplication, ClientApplicationView } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { buildApplication } from '@latchkey/testing';
import { describe, expect, it, vi } from 'vitest';
import { type Operated, operated } from '../../test/operated.ts';

const PHONES = ['--customer', 'acme', '--domain', 'phones'];

function add(at: Operated, name = 'EMM', ...more: string[]): Promise<AddedApplication> {
	return at.result(['applications', 'add', ...PHONES, '--name', name, '--privilege', 'devices:read', ...more]);
}

async function listed(at: Operated): Promise<ClientApplicationView[]> {
	const { output } = await at.latchkey(['applications', 'list', ...PHONES, ...at.store, '--json']);
	return (JSON.parse(output) as { items: ClientApplicationView[] }).items;
}

describe('latchkey applications', () => {
	it('adds one, and prints its credentials to the output and nowhere else', async () => {
		const at = await operated();
		const more = ['--name', 'EMM', '--privilege', 'b', '--privilege', 'a', '--as', 'ada@acme', ...at.both];
		const { exitCode, output, errors } = await at.latchkey(['applications', 'add', ...PHONES, ...more]);
		expect(exitCode).toBe(0);
		const [secret = ''] = /lks_\w+/.exec(output) ?? [];
		const [, oauth = ''] = /OAuth Credentials +(\S+)/.exec(output) ?? [];
		expect(Buffer.from(oauth, 'base64').toString()).toMatch(new RegExp(`^lk\\.acme\\.phones\\.\\w{22}:${secret}$`));
		expect(errors).toContain('never share them');
		for (const hidden of [secret, oauth]) expect(errors).not.toContain(hidden);
		expect(await listed(at)).toMatchObject([{ name: 'EMM', privileges: ['a', 'b'], createdBy: 'ada@acme' }]);
	});

	it('leaves the events to the hosts, with the operator on record', async () => {
		const at = await operated();
		await add(at, 'EMM', '--as', 'ada@acme');
		const store = await sqliteStore({ file: at.file });
		const [pending] = await store.outbox.pending(10);
		await store.close();
		expect(pending?.events.map(({ type, actor }) => [type, actor])).toEqual([
			['client_application.added', { kind: 'user', userId: 'ada@acme', address: null }],
			['client_secret.added', { kind: 'user', userId: 'ada@acme', address: null }],
		]);
	});

	it('holds the limit, the catalogue and the prefixes of the settings', async () => {
		const at = await operated();
		const settings = join(at.folder, 'settings.json');
		const write = (value: object): void => writeFileSync(settings, JSON.stringify(value));
		const tryAdd = (...more: string[]) =>
			at.latchkey(['applications', 'add', ...PHONES, '--name', 'x', '--settings', settings, ...more, ...at.both]);
		write({ limit: 9, limits: { 'acme/phones': 1 }, privileges: ['devices:read'], clientIdPrefix: 'own' });
		expect(await tryAdd('--privilege', 'devices:write')).toMatchObject({ exitCode: 2 });
		expect((await tryAdd()).output).toMatch(/own\.acme\.phones\./);
		expect(await tryAdd()).toMatchObject({ exitCode: 1, errors: expect.stringContaining('limit of 1') });
		write({ limit: 9 });
		expect(await tryAdd()).toMatchObject({ exitCode: 1, errors: expect.stringContaining('"clientIdPrefix": "own"') });
		write({ limits: 'many' });
		expect(await tryAdd()).toMatchObject({ exitCode: 2, errors: expect.stringContaining('limits') });
		expect(await listed(at)).toHaveLength(1);
	});

	it('makes no policy of a new domain without knowing what its host is set to', async () => {
		const at = await operated();
		vi.stubEnv('LATCHKEY_SETTINGS', undefined);
		const line = ['applications', 'add', ...PHONES, '--name', 'EMM', ...at.both];
		expect(await at.latchkey(line)).toMatchObject({ exitCode: 1, errors: expect.stringContaining('--settings') });
		const settings = join(at.folder, 'settings.json');
		writeFileSync(settings, JSON.stringify({ showOnceByDefault: true }));
		await add(at, 'EMM', '--settings', settings);
		expect((await at.latchkey(line)).exitCode).toBe(0);
		const store = await sqliteStore({ file: at.file });
		const policy = await store.policies.find({ customerId: 'acme', domainId: 'phones' });
		await store.close();
		expect(policy).toMatchObject({ showOnce: true, dataKey: null });
	});

	it('holds the rules and the floor of the settings', async () => {
		const at = await operated();
		const settings = join(at.folder, 'settings.json');
		const write = (value: object): void => writeFileSync(settings, JSON.stringify(value));
		write({ rulesByDefault: { overlapMs: 60_000 }, policyFloor: { maxLifetimeMs: 3_600_000, showOnce: true } });
		const added = await add(at, 'EMM', '--settings', settings);
		expect(added.application.secrets[0]?.expiresAt).toBe(at.clock.now() + 3_600_000);
		await at.result(['applications', 'rotate', added.credentials.clientId, '--settings', settings]);
		expect((await listed(at))[0]?.secrets[0]?.overlapEndsAt).toBe(at.clock.now() + 60_000);
		const store = await sqliteStore({ file: at.file });
		const policy = await store.policies.find({ customerId: 'acme', domainId: 'phones' });
		await store.close();
		expect(policy).toMatchObject({ rules: { overlapMs: 60_000 }, dataKey: null });
		write({ policyFloor: { maxLifetimeMs: 'long' } });
		const line = ['applications', 'list', ...PHONES, '--settings', settings, ...at.store];
		expect(await at.latchkey(line)).toMatchObject({ exitCode: 2, errors: expect.stringContaining('policyFloor') });
	});

	it('says where nothing was ever added to a domain, which may be mistyped', async () => {
		const at = await operated();
		const { clientId } = (await add(at)).credentials;
		await at.latchkey(['applications', 'remove', clientId, '--yes', ...at.store]);
		const list = (domain: string) =>
			at.latchkey(['applications', 'list', '--customer', 'acme', '--domain', domain, ...at.store]);
		expect(await list('phnes')).toMatchObject({ exitCode: 0, errors: expect.stringContaining('are they right?') });
		expect(await list('phones')).toMatchObject({ exitCode: 0, errors: '' });
	});

	it('lists all pages, as a table or as JSON', async () => {
		const at = await operated();
		const store = await sqliteStore({ file: at.file });
		const records = Array.from({ length: 103 }, (_, index) => ({
			application: buildApplication({ customerId: 'acme', domainId: 'phones' }, { name: `App ${index}` }),
			events: [],
		}));
		await store.transfer.write('applications', records);
		await store.close();
		expect(await listed(at)).toHaveLength(103);
		const { output } = await at.latchkey(['applications', 'list', ...PHONES, ...at.store]);
		expect(output.match(/^lk\.acme/gm)).toHaveLength(103);
		expect(output).toContain('103 of at most 63');
		const found = await at.latchkey(['applications', 'list', ...PHONES, '--search', 'app 7', ...at.store]);
		expect(found.output.match(/^lk\.acme/gm)).toHaveLength(11);
	});

	it('never lists what would open anything', async () => {
		const at = await operated();
		const { clientSecret, oauthCredentials } = (await add(at)).credentials;
		for (const more of [[], ['--json']]) {
			const { output } = await at.latchkey(['applications', 'list', ...PHONES, ...at.store, ...more]);
			expect(output).toContain('EMM');
			expect(output).not.toContain(clientSecret);
			expect(output).not.toContain(oauthCredentials);
			expect(output).not.toMatch(/digest|sealed/);
		}
	});

	it('rotates with an overlap, whatever privileges the application holds', async () => {
		const at = await operated();
		const { credentials } = await add(at);
		const { clientId } = credentials;
		const rotated = await at.result<AddedApplication>(['applications', 'rotate', clientId, '--overlap', '2h']);
		expect(rotated.credentials.clientSecret).not.toBe(credentials.clientSecret);
		const [application] = await listed(at);
		expect(application?.secrets.map(({ overlapEndsAt }) => overlapEndsAt)).toEqual([at.clock.now() + 7_200_000, null]);
		const ended = await at.latchkey(['applications', 'rotate', clientId, '--overlap', '0s', ...at.both]);
		expect(ended.exitCode).toBe(0);
		expect((await listed(at))[0]?.secrets).toHaveLength(1);
		expect(ended.errors).not.toMatch(/lks_/);
	});

	it('says of times what the options are called', async () => {
		const at = await operated();
		const { clientId } = (await add(at)).credentials;
		const rotate = async (...more: string[]) =>
			(await at.latchkey(['applications', 'rotate', clientId, ...more, ...at.both])).errors;
		expect(await rotate('--overlap', '91d')).toContain('An overlap lasts 90 d at most.');
		expect(await rotate('--expires', '0s')).toBe('latchkey: --expires: must lie in the future\n');
	});

	it('disables and enables', async () => {
		const at = await operated();
		const { clientId } = (await add(at)).credentials;
		for (const [command, status] of [
			['disable', 'disabled'],
			['enable', 'enabled'],
		] as const) {
			const ran = await at.latchkey(['applications', command, clientId, ...at.store, '--json']);
			expect(JSON.parse(ran.output)).toMatchObject({ application: { clientId, status } });
			expect((await listed(at))[0]?.status).toBe(status);
		}
	});

	it('revokes the tokens of one, and leaves its secrets', async () => {
		const at = await operated();
		const { clientId } = (await add(at)).credentials;
		const tenant = { customerId: 'acme', domainId: 'phones' };
		const tokenEpoch = async (): Promise<number | undefined> => {
			const store = await sqliteStore({ file: at.file });
			const found = await store.applications.find(tenant, clientId);
			await store.close();
			return found?.tokenEpoch;
		};
		expect(await tokenEpoch()).toBe(0);
		const ran = await at.latchkey(['applications', 'revoke-tokens', clientId, ...at.store]);
		expect(ran).toMatchObject({ exitCode: 0, output: expect.stringContaining('"EMM" are revoked') });
		expect(await tokenEpoch()).toBe(1);
		expect((await listed(at))[0]?.secrets).toHaveLength(1);
	});

	it('removes when it is typed or said, and not otherwise', async () => {
		const at = await operated();
		const one = (await add(at)).credentials.clientId;
		const two = (await add(at)).credentials.clientId;
		const remove = (clientId: string, more: string[], answers?: string[]) =>
			at.latchkey(['applications', 'remove', clientId, ...more, ...at.store], answers);
		expect(await remove(one, [])).toMatchObject({ exitCode: 2, errors: expect.stringContaining('--yes') });
		expect(await remove(one, [], ['yes'])).toMatchObject({ exitCode: 1, errors: expect.stringContaining('nothing') });
		expect(await remove(one, [], [])).toMatchObject({
			exitCode: 1,
			errors: expect.stringMatching(/\nlatchkey: not confirmed/),
		});
		expect(await listed(at)).toHaveLength(2);
		expect(await remove(one, [], [one])).toMatchObject({ exitCode: 0 });
		expect(await remove(two, ['--yes'])).toMatchObject({ exitCode: 0 });
		expect(await listed(at)).toEqual([]);
		expect(await remove(two, ['--yes'])).toMatchObject({
			exitCode: 1,
			errors: expect.stringContaining('applications list'),
		});
	});

	it('takes a Client ID only with its own customer and domain, and never quotes what is none', async () => {
		const at = await operated();
		const { clientId, clientSecret } = (await add(at)).credentials;
		const disable = (...line: string[]) => at.latchkey(['applications', 'disable', ...line, ...at.store]);
		expect(await disable(clientId, '--customer', 'globex')).toMatchObject({ exitCode: 2 });
		expect(await disable(clientId, '--domain', 'laptops')).toMatchObject({ exitCode: 2 });
		const wrong = await disable(clientSecret);
		expect(wrong.exitCode).toBe(2);
		expect(wrong.errors).not.toContain(clientSecret);
		expect(await disable(clientId, ...PHONES)).toMatchObject({ exitCode: 0 });
	});
});
