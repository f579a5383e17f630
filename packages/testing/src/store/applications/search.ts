import { expect } from 'vitest';
import { buildApplication } from '../builders/applications.ts';
import type { StoreCase } from '../store-case.ts';
import { TENANT } from '../tenants.ts';

const NAMES = [
	'100% sync',
	'100 sync',
	'a_b',
	'axb',
	"O'Neill",
	'back\\slash',
	'dots.*and(stars)+[x]{2}^$|?',
	'dots and stars',
	'ＦＵＬＬ ｗｉｄｔｈ',
	'Über Größe',
	'ЖУК',
	'İstanbul',
	'e\u0301clair',
	'plain',
	'"double"',
];

/** What is searched for, and the names that contain it. */
const SEARCHES: readonly (readonly [text: string, ...names: string[]])[] = [
	['100%', '100% sync'],
	['%', '100% sync'],
	['_', 'a_b'],
	['a_b', 'a_b'],
	["'", "O'Neill"],
	["o'NEILL", "O'Neill"],
	['\\', 'back\\slash'],
	['K\\S', 'back\\slash'],
	['.*', 'dots.*and(stars)+[x]{2}^$|?'],
	['(stars)+[x]{2}^$|?', 'dots.*and(stars)+[x]{2}^$|?'],
	['DOTS', 'dots.*and(stars)+[x]{2}^$|?', 'dots and stars'],
	['full WIDTH', 'ＦＵＬＬ ｗｉｄｔｈ'],
	['ｆｕｌｌ', 'ＦＵＬＬ ｗｉｄｔｈ'],
	['ｐＬＡＩＮ', 'plain'],
	['ÜBER', 'Über Größe'],
	['größe', 'Über Größe'],
	['жук', 'ЖУК'],
	['İSTANBUL', 'İstanbul'],
	['\u00e9CLAIR', 'e\u0301clair'],
	['"double"', '"double"'],
	['^plain'],
	['plain$'],
	['p.ain'],
	['sync', '100% sync', '100 sync'],
	['no such name'],
];

export const searchCases: readonly StoreCase[] = [
	{
		name: 'finds text in names literally, whatever its case, width or composition',
		async run({ store: { applications } }) {
			for (const name of NAMES) await applications.insert(buildApplication(TENANT, { name }), []);
			for (const [text, ...names] of SEARCHES) {
				const found = await applications.list(TENANT, { limit: 100, text });
				expect(found.map(({ name }) => name).sort(), text).toStrictEqual(names.sort());
			}
		},
	},
	{
		name: 'finds text in Client IDs, but not across the Client ID and the name',
		async run({ store: { applications } }) {
			const wanted = buildApplication(TENANT, { name: 'alpha', clientId: 'lk.acme.emm-eu.AbCdEf' });
			const other = buildApplication(TENANT, { name: 'beta', clientId: 'lk.acme.emm-eu.GhIjKl' });
			for (const application of [wanted, other]) await applications.insert(application, []);
			const find = async (text: string): Promise<string[]> =>
				(await applications.list(TENANT, { limit: 100, text })).map(({ clientId }) => clientId);
			expect(await find(wanted.clientId)).toStrictEqual([wanted.clientId]);
			expect(await find('CDEF')).toStrictEqual([wanted.clientId]);
			expect(await find('emm-eu.')).toStrictEqual([other.clientId, wanted.clientId]);
			for (const between of ['', ' ', '\n', '\t', '\0', '|', ',']) {
				const shown = JSON.stringify(between);
				expect(await find(`${wanted.name}${between}${wanted.clientId}`), shown).toStrictEqual([]);
				expect(await find(`${wanted.clientId}${between}${wanted.name}`), shown).toStrictEqual([]);
			}
		},
	},
];
