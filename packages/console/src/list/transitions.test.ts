import { describe, expect, it } from 'vitest';
import { application, page } from '../../test/samples.ts';
import { initialState, type State } from '../state/state.ts';
import { asking, listed, listFailed, rowChanged, turnedBack, turnedForward } from './transitions.ts';

const shown = (next: string | null): State => listed(0, page({ next }))(initialState);

describe('the list', () => {
	it('shows the answer to the last question only, whatever comes in last', () => {
		const first = asking({ text: 'a' })(initialState);
		const second = asking({ text: 'ab' })(first);
		const answered = listed(2, page({ count: 7 }))(second);
		const late = listed(1, page({ count: 9 }))(answered);
		expect(late.list.page?.count).toBe(7);
		expect(listFailed(1, { kind: 'away', problem: null })(second).list.failure).toBeNull();
	});

	it('begins at the first page again when something else is looked for, and only then', () => {
		const turned = turnedForward(shown('cursor-2'));
		expect(turned.list.cursors).toEqual([undefined, 'cursor-2']);
		expect(asking()(turned).list.cursors).toEqual([undefined, 'cursor-2']);
		expect(asking({ status: 'disabled' })(turned).list.cursors).toEqual([undefined]);
	});

	it('turns no further than there are pages', () => {
		expect(turnedForward(shown(null)).list.cursors).toEqual([undefined]);
		expect(turnedBack(shown('cursor-2')).list.cursors).toEqual([undefined]);
	});

	it('shows a row as it has become, and adds none', () => {
		const state = rowChanged(application({ name: 'Renamed' }))(shown(null));
		expect(state.list.page?.items.map(({ name }) => name)).toEqual(['Renamed']);
		const other = rowChanged(application({ clientId: 'lk.acme.phones.2' }))(state);
		expect(other.list.page?.items).toHaveLength(1);
	});
});
