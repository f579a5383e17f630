import { describe, expect, it } from 'vitest';
import { application } from '../../test/samples.ts';
import { ofUser } from '../session/transitions.ts';
import { initialState, type State } from '../state/state.ts';
import {
	addFilledIn,
	addOpened,
	credentialsCame,
	credentialsCleared,
	credentialsOpened,
	dialogClosed,
	toggledShown,
} from './transitions.ts';

const { clientId } = application();
const credentials = { clientId, clientSecret: 'lks_secret', oauthCredentials: 'b2F1dGg=' };
const opened = credentialsOpened(application(), 'menu')(initialState);

describe('the credentials', () => {
	it('are in no part of the state once their dialog is closed, or their time is over', () => {
		const shown = toggledShown('clientSecret')(credentialsCame(credentials, undefined)(opened));
		expect(JSON.stringify(shown)).toContain('lks_secret');
		for (const after of [dialogClosed(shown), credentialsCleared(shown)]) {
			expect(JSON.stringify(after)).not.toContain('lks_secret');
			expect(JSON.stringify(after)).not.toContain('b2F1dGg');
		}
		expect(credentialsCleared(shown).dialog).toMatchObject({ cleared: true, shown: [] });
	});

	it('do not come into a dialog of another application, nor into none', () => {
		const other = credentialsOpened(application({ clientId: 'lk.acme.phones.2' }), 'menu')(initialState);
		expect(JSON.stringify(credentialsCame(credentials, undefined)(other))).not.toContain('lks_secret');
		expect(credentialsCame(credentials, undefined)(initialState)).toBe(initialState);
	});

	it('do not come into a dialog of another secret', () => {
		const ofFirst = credentialsOpened(application(), 'menu', { secretId: 'secret-1' })(initialState);
		expect(credentialsCame(credentials, 'secret-1')(ofFirst).dialog).toMatchObject({ credentials });
		expect(JSON.stringify(credentialsCame(credentials, 'secret-2')(ofFirst))).not.toContain('lks_secret');
	});

	it('that come when another user has signed in are shown to nobody', () => {
		const session = (userId: string) => ({ userId, customerId: 'acme' }) as NonNullable<State['session']>;
		const opening = ofUser('ada', credentialsOpened(application(), 'rotated', { credentials }));
		expect(opening({ ...initialState, session: session('ada') }).dialog).toMatchObject({ credentials });
		for (const state of [initialState, { ...initialState, session: session('bob') }]) {
			expect(opening(state)).toBe(state);
		}
	});

	it('were not cleared where none were there', () => {
		expect(credentialsCleared(opened).dialog).toMatchObject({ cleared: false });
	});
});

describe('a dialog', () => {
	it('is filled in only while it is the one that is open', () => {
		const adding = addFilledIn({ name: 'EMM' })(addOpened('key')(initialState));
		expect(adding.dialog).toMatchObject({ kind: 'add', name: 'EMM', idempotencyKey: 'key' });
		expect(addFilledIn({ name: 'EMM' })(opened)).toBe(opened);
	});
});
