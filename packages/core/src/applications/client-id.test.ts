import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/seeded-random.ts';
import { runs } from '../../test/soak.ts';
import { tenantIdSchema } from '../tenants/tenant.ts';
import { generateClientId, parseClientId, tenantOfClientId } from './client-id.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
const idOf = (maxLength: number) =>
	fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength, size: 'max' });
const tenants = fc.record({ customerId: idOf(64), domainId: idOf(64) });

describe('a Client ID', () => {
	it('is read back into its tenant', () => {
		fc.assert(
			fc.property(tenants, idOf(16), fc.integer(), (tenant, prefix, seed) => {
				expect(tenantIdSchema.safeParse(tenant.customerId).success).toBe(true);
				const clientId = generateClientId(seededRandom(seed), prefix, tenant);
				expect(tenantOfClientId(clientId, prefix)).toEqual(tenant);
				expect(parseClientId(clientId)).toEqual({ prefix, ...tenant });
				// RFC 3986 §2.3: what encoding leaves as it is.
				expect(encodeURIComponent(clientId)).toBe(clientId);
				expect(clientId).toMatch(/\.[0-9A-Za-z]{22}$/);
			}),
			runs(500),
		);
	});

	it('of another prefix is none of ours', () => {
		fc.assert(
			fc.property(tenants, idOf(16), idOf(16), (tenant, prefix, other) => {
				fc.pre(prefix !== other);
				const clientId = generateClientId(seededRandom(0), prefix, tenant);
				expect(tenantOfClientId(clientId, other)).toBeUndefined();
			}),
			runs(200),
		);
	});

	it('is another one each time', () => {
		const random = seededRandom('many');
		const tenant = { customerId: 'acme', domainId: 'phones' };
		const made = Array.from({ length: 1000 }, () => generateClientId(random, 'lk', tenant));
		expect(new Set(made).size).toBe(1000);
	});
});

const chance = '0123456789abcdefABCDEF';

describe('what is no Client ID names no tenant', () => {
	it.each([
		['nothing', ''],
		['too few parts', `lk.acme.${chance}`],
		['too many parts', `lk.acme.phones.more.${chance}`],
		['no customer', `lk..phones.${chance}`],
		['no domain', `lk.acme..${chance}`],
		['no prefix', `.acme.phones.${chance}`],
		['no random part', 'lk.acme.phones.'],
		['a random part cut short', `lk.acme.phones.${chance.slice(1)}`],
		['a random part too long', `lk.acme.phones.${chance}0`],
		['a random part with more than letters and digits', `lk.acme.phones.${chance.slice(1)}_`],
		['an id too long', `lk.${'a'.repeat(65)}.phones.${chance}`],
		['a space in an id', `lk.ac me.phones.${chance}`],
		['a letter beyond ASCII', `lk.acmé.phones.${chance}`],
		['a percent sign', `lk.acme%2e.phones.${chance}`],
		['a slash', `lk.acme/..phones.${chance}`],
		['an operator of a database', `lk.$ne.phones.${chance}`],
		['NUL before the end', `lk.acme.phones.${chance.slice(1)}\0`],
		['a line break after it', `lk.acme.phones.${chance}\n`],
		['a line before it', `x\nlk.acme.phones.${chance}`],
		['space around it', ` lk.acme.phones.${chance} `],
		['the prefix in capitals', `LK.acme.phones.${chance}`],
		['a prefix that only begins so', `lkx.acme.phones.${chance}`],
		['a secret with it', `lk.acme.phones.${chance}:lks_${chance}`],
	])('%s', (_, text) => {
		expect(tenantOfClientId(text, 'lk')).toBeUndefined();
	});

	it('any other text: what is taken apart is exactly what was put together', () => {
		const parts = fc.array(fc.oneof(idOf(66), fc.string({ maxLength: 5 }), fc.constantFrom('lk', chance)), {
			maxLength: 5,
		});
		fc.assert(
			fc.property(parts, (given) => {
				const text = given.join('.');
				const tenant = tenantOfClientId(text, 'lk');
				if (tenant === undefined) return;
				expect(text.startsWith(`lk.${tenant.customerId}.${tenant.domainId}.`)).toBe(true);
				expect(tenantIdSchema.safeParse(tenant.customerId).success).toBe(true);
				expect(tenantIdSchema.safeParse(tenant.domainId).success).toBe(true);
			}),
			runs(500),
		);
	});

	it('is found out at once, however long the text is', () => {
		expect(tenantOfClientId(`lk.${'a'.repeat(1_000_000)}.b.${chance}`, 'lk')).toBeUndefined();
	});
});
