import { describe, expect, it } from 'vitest';
import { application, page, session } from '../../test/samples.ts';
import { credentialsOpened } from '../dialogs/transitions.ts';
import { listed } from '../list/transitions.ts';
import { initialState } from '../state/state.ts';
import { domainChosen, signedIn, signedOut } from './transitions.ts';

describe('the session', () => {
	it('shows the domain that was asked for, and the first one where that is not the user’s', () => {
		expect(signedIn(session, 'phones')(initialState).domainId).toBe('phones');
		expect(signedIn(session, 'tablets')(initialState).domainId).toBe('laptops');
		expect(signedIn({ ...session, domains: [] }, 'phones')(initialState).domainId).toBeNull();
	});

	it('leaves nothing for the next user, nor from one domain to the other', () => {
		const seen = listed(0, page())(signedIn(session, 'phones')(initialState));
		const open = credentialsOpened(application(), 'menu')(seen);
		const out = signedOut({ kind: 'unauthenticated', problem: null })(open);
		expect(out).toMatchObject({ session: null, dialog: null, flyout: null, list: { page: null } });
		expect(domainChosen('laptops')(open)).toMatchObject({ domainId: 'laptops', dialog: null, list: { page: null } });
	});

	it('takes no answer that was asked for before', () => {
		const out = signedOut({ kind: 'unauthenticated', problem: null })(signedIn(session, undefined)(initialState));
		expect(listed(0, page())(out).list.page).toBeNull();
	});
});
