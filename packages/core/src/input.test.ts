import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LatchkeyError, StoreUnavailableError } from './errors.ts';
import { invalidInput, parseInput } from './input.ts';
import { privilegeCatalogue } from './privileges.ts';
import { searchKey } from './store.ts';
import { sameTenant, tenantIdSchema } from './tenants/tenant.ts';

const schema = z.strictObject({ name: z.string().trim(), tags: z.array(z.string()).optional() });

/** What a call threw. */
function thrown(call: () => unknown): unknown {
	try {
		call();
	} catch (error) {
		return error;
	}
	throw new Error('nothing was thrown');
}

describe('parseInput', () => {
	it('gives what the schema makes of it', () => {
		expect(parseInput(schema, { name: ' a ' })).toEqual({ name: 'a' });
	});

	it('says what is wrong, and where', () => {
		const error = thrown(() => parseInput(schema, { name: 'a', tags: ['x', 7] }));
		expect(error).toBeInstanceOf(LatchkeyError);
		expect(error).toMatchObject({ code: 'invalid_input', details: { issues: [{ path: ['tags', 1] }] } });
		expect(String(error)).toContain('tags.1: ');
	});

	it.each(['ownerId', 'userId', 'domainId', 'status', 'slot'])('takes no %s that nobody asked for', (member) => {
		expect(() => parseInput(schema, { name: 'a', [member]: 'x' })).toThrow(
			expect.objectContaining({ code: 'invalid_input' }),
		);
	});

	it('takes no member by inheritance', () => {
		expect(() => parseInput(schema, JSON.parse('{"__proto__":{"name":"a"}}'))).toThrow(LatchkeyError);
	});

	it('quotes nothing of the input, which may be a secret', () => {
		const error = thrown(() => parseInput(z.strictObject({ key: z.string().max(3) }), { key: 'lks_secret' }));
		expect(JSON.stringify([String(error), error])).not.toContain('lks_secret');
	});

	it('tells twenty faults at most', () => {
		const issues = Array.from({ length: 50 }, (_, index) => ({ path: [index], message: 'wrong' }));
		expect(invalidInput(issues).details.issues).toHaveLength(20);
	});
});

describe('privilegeCatalogue', () => {
	const catalogue = privilegeCatalogue([{ name: 'devices:read' }, { name: 'devices:wipe' }]);

	it('knows what was declared, and nothing else', () => {
		expect(() => catalogue.assertKnown([])).not.toThrow();
		expect(() => catalogue.assertKnown(['devices:wipe', 'devices:read'])).not.toThrow();
		for (const unknown of ['devices', 'devices:read ', 'DEVICES:READ', '__proto__', '']) {
			expect(() => catalogue.assertKnown(['devices:read', unknown]), unknown).toThrow(LatchkeyError);
		}
	});

	it('takes no privilege twice, nor one that could not be a scope', () => {
		expect(() => privilegeCatalogue([{ name: 'a' }, { name: 'a' }])).toThrow(TypeError);
		for (const name of ['', 'a b', 'a"b', 'é']) expect(() => privilegeCatalogue([{ name }]), name).toThrow();
	});
});

describe('tenants', () => {
	it.each(['a', 'A-1_b', '__proto__', 'x'.repeat(64)])('"%s" is an id', (id) => {
		expect(tenantIdSchema.safeParse(id).success).toBe(true);
	});

	it.each(['', 'a.b', 'a b', 'é', 'x'.repeat(65), 'a\n', 'a/b', '$ne', 7, null])('%j is none', (id) => {
		expect(tenantIdSchema.safeParse(id).success).toBe(false);
	});

	it('are the same only where customer and domain both are', () => {
		const tenant = { customerId: 'acme', domainId: 'phones' };
		expect(sameTenant(tenant, { ...tenant })).toBe(true);
		expect(sameTenant(tenant, { ...tenant, customerId: 'umbrella' })).toBe(false);
		expect(sameTenant(tenant, { ...tenant, domainId: 'tablets' })).toBe(false);
		expect(sameTenant(tenant, { customerId: 'phones', domainId: 'acme' })).toBe(false);
	});
});

describe('searchKey', () => {
	it.each([
		['INVENTORY', 'inventory'],
		['Ｆｕｌｌ', 'full'],
		['Cafe\u0301', 'café'],
		['ﬁle', 'file'],
		['ПРИЛОЖЕНИЕ', 'приложение'],
	])('%s is found as %s', (text, folded) => {
		expect(searchKey(text)).toBe(folded);
	});
});

it('a store that is away is told by its code', () => {
	const cause = new Error('database is locked');
	const error = new StoreUnavailableError('the store is away', { cause });
	expect(error).toMatchObject({ code: 'store_unavailable', name: 'LatchkeyError', cause });
	expect(error).toBeInstanceOf(LatchkeyError);
});
