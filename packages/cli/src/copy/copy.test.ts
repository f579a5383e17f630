import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Store, TRANSFER_KINDS } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { buildApplication, buildHostKey, buildPolicy, buildUsage } from '@latchkey/testing';
import { describe, expect, it } from 'vitest';
import { capturedTerminal } from '../../test/captured-terminal.ts';
import { type Operated, operated } from '../../test/operated.ts';
import { run } from '../run.ts';
import { sqliteKind } from '../stores/sqlite-kind.ts';
import { recordDigest } from './digest.ts';
import { kindText } from './kind-text.ts';

const PHONES = { customerId: 'acme', domainId: 'phones' };

async function fill(file: string, count = 3): Promise<void> {
	const store = await sqliteStore({ file });
	const applications = Array.from({ length: count }, () => buildApplication(PHONES));
	await store.transfer.write('hostKeys', [buildHostKey()]);
	await store.transfer.write('policies', [{ policy: buildPolicy(PHONES), events: [] }]);
	await store.transfer.write(
		'applications',
		applications.map((application) => ({ application, events: [] })),
	);
	await store.transfer.write(
		'usage',
		applications.map(({ clientId }) => ({ ...PHONES, ...buildUsage({ clientId }) })),
	);
	await store.close();
}

/** A filled store, an empty place beside it, and how to copy from the one to the other. */
async function beside() {
	const at = await operated();
	await fill(at.file);
	const to = join(at.folder, 'to.db');
	const checkpoint = join(at.folder, 'checkpoint.json');
	const line = ['copy', '--from', `sqlite:${at.file}`, '--to', `sqlite:${to}`, '--checkpoint', checkpoint];
	return { at, to, checkpoint, line };
}

async function counted(at: Operated, file: string): Promise<number> {
	const line = [
		'applications',
		'list',
		'--customer',
		'acme',
		'--domain',
		'phones',
		'--store',
		`sqlite:${file}`,
		'--json',
	];
	return (JSON.parse((await at.latchkey(line)).output) as { count: number }).count;
}

describe('latchkey copy', () => {
	it('copies, verifies and says so', async () => {
		const { at, to, checkpoint, line } = await beside();
		const ran = await at.latchkey([...line, '--page', '2']);
		expect(ran).toMatchObject({ exitCode: 0, output: expect.stringContaining('Both stores hold the same.') });
		expect(ran.errors).toContain('Hosts must not write');
		expect(await counted(at, to)).toBe(3);
		expect(existsSync(checkpoint)).toBe(false);
		expect(readdirSync(at.folder).filter((name) => name.startsWith('checkpoint'))).toEqual([]);
	});

	it('names every kind of record, as people read it, in its help and on its way', async () => {
		const { at, line } = await beside();
		const help = (await at.latchkey(['copy', '--help'])).output.replace(/\s+/g, ' ');
		const { errors } = await at.latchkey(line);
		expect(TRANSFER_KINDS.map(kindText)).toContain('certificate authorities');
		for (const kind of TRANSFER_KINDS) {
			expect(help).toContain(kindText(kind));
			expect(errors).toContain(`Copying ${kindText(kind)}: `);
		}
	});

	it('does not write into what is not empty, unless it is told to', async () => {
		const { at, to, line } = await beside();
		await sqliteStore({ file: to }).then(async (store) => {
			await store.transfer.write('applications', [{ application: buildApplication(PHONES), events: [] }]);
			await store.close();
		});
		const refused = await at.latchkey(line);
		expect(refused).toMatchObject({ exitCode: 1, errors: expect.stringContaining('--into-existing') });
		expect(await counted(at, to)).toBe(1);
		const ran = await at.latchkey([...line, '--into-existing', '--json']);
		expect(ran.exitCode).toBe(0);
		expect(JSON.parse(ran.output)).toMatchObject({
			same: true,
			kinds: TRANSFER_KINDS.map((kind) => ({ kind, others: kind === 'applications' ? 1 : 0 })),
		});
		expect(await counted(at, to)).toBe(4);
	});

	it('never puts the keys of one host in the place of those of another', async () => {
		const { at, to, line } = await beside();
		const [from, other] = await Promise.all([sqliteStore({ file: at.file }), sqliteStore({ file: to })]);
		const [key] = await from.hostKeys.list();
		await other.hostKeys.insert(buildHostKey({ ...key, createdAt: 1 }));
		await Promise.all([from.close(), other.close()]);
		const ran = await at.latchkey([...line, '--into-existing']);
		expect(ran).toMatchObject({ exitCode: 1, errors: expect.stringContaining('belongs to another host') });
		expect(await counted(at, to)).toBe(0);
	});

	it('finds what was written meanwhile, and names it', async () => {
		const { at, line, to } = await beside();
		const late = buildApplication(PHONES, { name: 'Late' });
		const whileItCopies = (store: Store): Store => ({
			...store,
			transfer: {
				...store.transfer,
				async read(kind, after, limit) {
					if (kind === 'usage') await store.transfer.write('applications', [{ application: late, events: [] }]);
					return store.transfer.read(kind, after, limit);
				},
			},
		});
		const kind = {
			...sqliteKind,
			open: async (url: string) =>
				url.endsWith('to.db') ? sqliteKind.open(url) : whileItCopies(await sqliteKind.open(url)),
		};
		const terminal = capturedTerminal();
		expect(await run([...line, '--json'], { terminal, clock: at.clock, storeKinds: [kind] })).toBe(3);
		const { same, kinds } = JSON.parse(terminal.output());
		expect(same).toBe(false);
		const differing = kinds.filter((one: { same: boolean }) => !one.same);
		expect(differing.map(({ kind }: { kind: string }) => kind)).toEqual(['applications']);
		expect(differing[0].examples).toEqual([late.clientId]);
		// As it is advised to.
		expect(await at.latchkey([...line, '--into-existing'])).toMatchObject({ exitCode: 0 });
		expect(await counted(at, to)).toBe(4);
	});

	it('goes on only with the copy that it began, into the store that it began with', async () => {
		const { at, to, checkpoint, line } = await beside();
		const begun = { version: 1, from: `sqlite:${at.file}`, to: `sqlite:${to}`, intoExisting: false };
		const write = (value: object): void => writeFileSync(checkpoint, JSON.stringify(value));
		write({ ...begun, from: 'sqlite:other.db', places: {} });
		expect(await at.latchkey(line)).toMatchObject({ exitCode: 1, errors: expect.stringContaining('sqlite:other.db') });
		write({ ...begun, places: { applications: { next: null, copied: 3 } } });
		expect(await at.latchkey(line)).toMatchObject({ exitCode: 1, errors: expect.stringContaining('another store') });
		write({ nonsense: true });
		expect(await at.latchkey(line)).toMatchObject({ exitCode: 1, errors: expect.stringContaining('not a checkpoint') });
		write({ ...begun, places: {} });
		expect(await at.latchkey(line)).toMatchObject({ exitCode: 0, errors: expect.stringContaining('Going on') });
	});

	it.each(['0', '-1', '10001', 'all', '1.5'])('has no page of %s records', async (page) => {
		const { at, line } = await beside();
		expect(await at.latchkey([...line, '--page', page])).toMatchObject({ exitCode: 2 });
	});
});

describe('recordDigest', () => {
	const digestOf = (...records: unknown[]): string => {
		const digest = recordDigest();
		for (const record of records) digest.add(record);
		return digest.hex();
	};

	it('has no order, of records or of members', () => {
		expect(digestOf({ a: 1, b: [{ c: 2, d: 3 }] }, { e: 4 })).toBe(digestOf({ e: 4 }, { b: [{ d: 3, c: 2 }], a: 1 }));
	});

	it.each([
		[[{ a: 1 }], [{ a: 2 }]],
		[[{ a: 1 }], [{ a: '1' }]],
		[[{ a: null }], [{}]],
		[[{ a: [1, 2] }], [{ a: [2, 1] }]],
		[[{ a: 1 }, { a: 1 }], []],
		[
			[{ a: 1 }, { a: 1 }],
			[{ a: 2 }, { a: 2 }],
		],
		[[{ a: 1, b: 2 }], [{ a: 1 }, { b: 2 }]],
	])('tells %j from %j', (one, other) => {
		expect(digestOf(...one)).not.toBe(digestOf(...other));
	});

	it('takes what is undefined for absent, as stores do', () => {
		expect(digestOf({ b: undefined, a: [undefined] })).toBe(digestOf({ a: [null] }));
	});
});
