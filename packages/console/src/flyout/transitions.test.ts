import { describe, expect, it } from 'vitest';
import { application } from '../../test/samples.ts';
import { initialState, type State } from '../state/state.ts';
import {
	applicationRead,
	applicationRefreshed,
	changesOf,
	drafted,
	flyoutOpened,
	metTheirs,
	theirsTaken,
	togglePrivilege,
} from './transitions.ts';

const { clientId } = application();
const opened: State = applicationRead({ application: application(), tag: '"1"' })(
	flyoutOpened(clientId, 'details')(initialState),
);
const changes = ({ flyout }: State): object => (flyout === null ? {} : changesOf(flyout));
const failure = { kind: 'precondition-failed', problem: null };

describe('the flyout', () => {
	it('saves only what was changed, without white space around it', () => {
		expect(changes(drafted({ name: ' EMM ' })(opened))).toEqual({});
		expect(changes(drafted({ name: ' MDM ' })(opened))).toEqual({ name: 'MDM' });
		const twice = togglePrivilege('devices:write')(togglePrivilege('devices:read')(opened));
		expect(changes(twice)).toEqual({ privileges: ['devices:write'] });
		expect(changes(togglePrivilege('devices:read')(togglePrivilege('devices:read')(opened)))).toEqual({});
	});

	it('keeps what is typed when it reads again, and the tag, so that a change of somebody else is still met', () => {
		const typed = drafted({ description: 'Mine' })(opened);
		const theirs = application({ name: 'Theirs', lastUsedAt: '2026-10-02T00:00:00.000Z' });
		const { flyout } = applicationRefreshed({ application: theirs, tag: '"2"' })(typed);
		expect(flyout).toMatchObject({ tag: '"1"', draft: { name: 'EMM', description: 'Mine' } });
		expect(flyout?.application).toMatchObject({ name: 'EMM', lastUsedAt: '2026-10-02T00:00:00.000Z' });
		expect(flyout && changesOf(flyout)).toEqual({ description: 'Mine' });
	});

	it('shows everything anew where nothing is typed', () => {
		const { flyout } = applicationRefreshed({ application: application({ name: 'New' }), tag: '"2"' })(opened);
		expect(flyout).toMatchObject({ tag: '"2"', draft: { name: 'New' } });
	});

	it('puts mine on top of theirs field by field, or takes theirs', () => {
		const typed = drafted({ name: 'Mine' })(opened);
		const theirs = application({ name: 'Theirs', description: 'Also theirs' });
		const met = metTheirs({ application: theirs, tag: '"2"' }, failure)(typed);
		expect(changes(met), 'their description is not taken back').toEqual({ name: 'Mine' });
		expect(met.flyout).toMatchObject({ tag: '"2"', theirs: { name: 'Theirs' } });
		const taken = theirsTaken(met);
		expect(changes(taken)).toEqual({});
		expect(taken.flyout).toMatchObject({ theirs: null, failure: null, draft: { description: 'Also theirs' } });
	});

	it('lets an answer for another application by', () => {
		const other = application({ clientId: 'lk.acme.phones.2', name: 'Other' });
		expect(applicationRead({ application: other, tag: '"9"' })(opened)).toBe(opened);
	});
});
