import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { DEFAULT_RULES, EVENT_DATA_SCHEMAS, EVENT_TYPES, type EventType, lifecycleRulesSchema } from '@latchkey/core';
import { MONGO_SHARD_KEYS } from '@latchkey/store-mongo';
import { expect, it, onTestFinished } from 'vitest';
import { retryDelay } from '../packages/core/src/deliveries/retries.ts';
import { startHost } from './support/host.ts';
import { ROOT, readPage } from './support/page-examples.ts';

const SECOND_MS = 1000;

/** The cells of each row of the tables under a heading, without the first two rows. */
function rowsUnder(page: string, heading: string): string[][] {
	const [, section = ''] = readPage(page).split(`\n${heading}\n`);
	const lines = section.split(/\n#+ /)[0]?.split('\n') ?? [];
	const rows = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1));
	return rows.slice(2).map((cells) => cells.map((cell) => cell.trim()));
}

const inCode = (cell = ''): string | undefined => /`([^`]+)`/.exec(cell)?.[1];

it('docs/deploy.md shards what MONGO_SHARD_KEYS shards', () => {
	const told = [...readPage('docs/deploy.md').matchAll(/shardCollection\('latchkey\.(\w+)', \{ (.*) \}\);/g)].map(
		([, collection = '', fields = '']) => [
			collection,
			Object.fromEntries(fields.split(', ').map((field) => [field.split(':')[0], Number(field.split(':')[1])])),
		],
	);
	expect(JSON.stringify(Object.fromEntries(told))).toBe(JSON.stringify(MONGO_SHARD_KEYS));
});

it('docs/notifications.md names every type of event, and the members of each', () => {
	const rows = rowsUnder('docs/notifications.md', '### Types');
	expect(rows.map(([type]) => inCode(type))).toEqual(EVENT_TYPES);
	for (const [type, , data = ''] of rows) {
		const members = Object.keys(EVENT_DATA_SCHEMAS[inCode(type) as EventType].shape);
		for (const member of members) expect(data, type).toContain(`\`${member}\``);
		if (members.length === 0) expect(data, type).toBe('');
	}
});

it('docs/notifications.md has the schedule of the retries', () => {
	const [told = []] = rowsUnder('docs/notifications.md', '## When it fails');
	const never = { bytes: (length: number) => new Uint8Array(length) };
	const text = (ms = 0): string => {
		const seconds = ms / SECOND_MS;
		if (seconds < 60) return `${seconds} s`;
		return seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`;
	};
	const waits = told.slice(1);
	expect(waits).toEqual(waits.map((_, index) => text(retryDelay(index + 1, 0, never))));
	expect(retryDelay(waits.length + 1, 0, never)).toBeUndefined();
});

it('docs/life-cycle.md has every rule: its names, its default, and its bounds as the API has them', async () => {
	const host = await startHost();
	onTestFinished(() => host.close());
	const { body } = await host.request<{ components: { schemas: { PolicySettings: { properties: object } } } }>(
		'GET',
		'/openapi.json',
	);
	const inApi = body.components.schemas.PolicySettings.properties as Record<string, object>;
	const [showOnce, ...rows] = rowsUnder('docs/life-cycle.md', '## The rules');
	expect(rows.map(([, option]) => inCode(option))).toEqual(Object.keys(lifecycleRulesSchema.shape));
	expect([showOnce, ...rows].map((cells) => inCode(cells?.[0]))).toEqual(Object.keys(inApi));
	const toSeconds = (value: unknown): unknown => (typeof value === 'number' ? value / SECOND_MS : value);
	for (const [name, option, unit, standard, bounds = ''] of rows) {
		const byDefault: unknown = DEFAULT_RULES[inCode(option) as keyof typeof DEFAULT_RULES];
		const inSeconds = Array.isArray(byDefault) ? byDefault.map(toSeconds) : toSeconds(byDefault);
		const told = inCode(standard) ?? '';
		expect(['revoke'].includes(told) ? told : JSON.parse(told), name).toEqual(inSeconds);
		const schema = JSON.stringify(inApi[inCode(name) ?? '']);
		const [, least, most] = /(\d+) to (\d+)/.exec(bounds) ?? [];
		expect(unit, name).toBe(schema.includes('integer') ? 'seconds' : '');
		if (unit === 'seconds') expect(schema, name).toMatch(new RegExp(`"minimum":${least},"maximum":${most}`));
	}
});

it('tests/README.md has every case that a file is of, and no other', () => {
	const told = readPage('tests/README.md').matchAll(/^\| (\d+) \|/gm);
	const files = globSync(['tests/case-*.test.ts', 'tests/mongodb/case-*.test.ts'], { cwd: ROOT });
	const cases = new Set(files.map((file) => Number(basename(file).slice('case-'.length, 'case-'.length + 2))));
	expect([...told].map(([, number]) => Number(number))).toEqual([...cases].sort((a, b) => a - b));
});

it.each([
	['core', 'src/options.ts', 'LatchkeyOptions'],
	['core', 'src/options.ts', 'LatchkeyPorts'],
	['core', 'src/tokens/settings.ts', 'TokenSettings'],
	['http-adapter', 'src/options.ts', 'AdapterOptions'],
	['http-adapter', 'src/console/page.ts', 'PageOptions'],
	['outbound', 'src/guarded-outbound.ts', 'GuardedOutboundOptions'],
	['runtime-node', 'src/memory-throttle.ts', 'MemoryThrottleOptions'],
	['store-mongo', 'src/database/connection.ts', 'MongoConnectionOptions'],
	['store-mongo', 'src/database/indexes.ts', 'EnsureIndexesOptions'],
	['store-mongo', 'src/store.ts', 'MongoStoreOptions'],
	['store-sqlite', 'src/store.ts', 'SqliteStoreOptions'],
	['worker', 'src/bull-queue.ts', 'BullQueueOptions'],
	['worker', 'src/start-worker.ts', 'WorkerOptions'],
	['console', 'src/client-applications.ts', 'ClientApplicationsElement'],
])('the README of packages/%s has every option in %s of %s', (name, file, type) => {
	const [, members = ''] =
		new RegExp(`interface ${type} [^{]*\\{(.*?)\\n\\}`, 's').exec(readPage(`packages/${name}/${file}`)) ?? [];
	const options = [...members.matchAll(/^\t(?:readonly )?(\w+)\??[:(]/gm)].map(([, option = '']) => option);
	expect(options).not.toHaveLength(0);
	for (const option of options) {
		expect(readPage(`packages/${name}/README.md`)).toMatch(new RegExp(`\\b${option}\\b`));
	}
});

it('every page is in a list of pages: those of docs/ in README.md, decisions in docs/decisions/README.md', () => {
	const linked = (page: string): string[] => [...readPage(page).matchAll(/\]\(([^)#]+\.md)/g)].map(([, to = '']) => to);
	expect(linked('README.md')).toEqual(expect.arrayContaining(globSync('docs/*.md', { cwd: ROOT })));
	const decisions = globSync('docs/decisions/[0-9]*.md', { cwd: ROOT }).map((file) => basename(file));
	expect(linked('docs/decisions/README.md')).toEqual(decisions.sort());
});
