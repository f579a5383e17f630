import { describe, expect, it } from 'vitest';
import { application, session } from '../../test/samples.ts';
import { allowedOn } from './allowed.ts';

const [laptops, phones] = session.domains;
if (laptops === undefined || phones === undefined) throw new Error('the sample has two domains');
const writes = application({ privileges: ['devices:write'] });

describe('what the page offers', () => {
	it('is no secret of an application with a privilege that the actor may not grant, unless the host allows it', () => {
		const where = { session, domain: laptops, showOnce: false };
		expect(allowedOn(where, application())).toMatchObject({ reveal: true, rotate: true });
		expect(allowedOn(where, writes)).toMatchObject({ reveal: false, rotate: false });
		const lax = { ...where, session: { ...session, secretsBeyondGrant: true } };
		expect(allowedOn(lax, writes)).toMatchObject({ reveal: true, rotate: true });
	});

	it('is no showing again where secrets are shown once, where the actor may not, or where there is none', () => {
		const where = { session, domain: phones, showOnce: false };
		expect(allowedOn({ ...where, showOnce: true }, writes)).toMatchObject({ reveal: false, rotate: true });
		expect(allowedOn({ ...where, domain: { ...phones, reveal: false } }, writes)).toMatchObject({ reveal: false });
		expect(allowedOn(where, application({ secrets: [] }))).toMatchObject({ reveal: false, rotate: true });
	});

	it('is no undoing of what a manager has restricted, but to managers', () => {
		const held = application({ status: 'disabled', heldByManager: ['allowedAddresses', 'status'] });
		const [owner, manager] = [laptops, phones].map((domain) => ({ session, domain, showOnce: false }));
		if (owner === undefined || manager === undefined) throw new Error('there are two');
		expect(allowedOn(owner, held)).toMatchObject({ enable: false, changeAddresses: false });
		expect(allowedOn(owner, application())).toMatchObject({ enable: true, changeAddresses: true });
		expect(allowedOn(manager, held)).toMatchObject({ enable: true, changeAddresses: true });
	});

	it('is a handover only to managers', () => {
		expect(allowedOn({ session, domain: laptops, showOnce: false }, writes)).toMatchObject({ handOver: false });
		expect(allowedOn({ session, domain: phones, showOnce: false }, writes)).toMatchObject({ handOver: true });
	});
});
