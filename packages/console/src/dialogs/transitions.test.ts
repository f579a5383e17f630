import { describe, expect, it } from 'vitest';
import { application } from '../../test/samples.ts';
import { initialState } from '../state/state.ts';
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
		const shown = toggledShown('clientSecret')(credentialsCame(credentials)(opened));
		expect(JSON.stringify(shown)).toContain('lks_secret');
		for (const after of [dialogClosed(shown), credentialsCleared(shown)]) {
			expect(JSON.stringify(after)).not.toContain('lks_secret');
			expect(JSON.stringify(after)).not.toContain('b2F1dGg');
		}
		expect(credentialsCleared(shown).dialog).toMatchObject({ cleared: true, shown: [] });
	});

	it('do not come into a dialog of another application, nor into none', () => {
		const other = credentialsOpened(application({ clientId: 'lk.acme.phones.2' }), 'menu')(initialState);
		expect(JSON.stringify(credentialsCame(credentials)(other))).not.toContain('lks_secret');
		expect(credentialsCame(credentials)(initialState)).toBe(initialState);
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
