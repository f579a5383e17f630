import { describe, expect, it } from 'vitest';
import { application } from '../../test/samples.ts';
import type { Endpoint } from '../api/wire.ts';
import { flyoutClosed, flyoutOpened } from '../flyout/transitions.ts';
import { initialState, type State } from '../state/state.ts';
import { endpointDrafted, endpointsCame, signingSecretCame, signingSecretGone } from './transitions.ts';

const { clientId } = application();
const opened = flyoutOpened(clientId, 'notifications')(initialState);

const endpoint = (endpointId: string, of: string | null): Endpoint => ({
	endpointId,
	customerId: 'acme',
	domainId: 'phones',
	clientId: of,
	url: 'https://emm.example/hook',
	description: '',
	eventTypes: null,
	status: 'enabled',
	disabledReason: null,
	failingSince: null,
	signingSecrets: [],
	createdAt: '2026-10-01T00:00:00.000Z',
	createdBy: 'ada',
	updatedAt: '2026-10-01T00:00:00.000Z',
});

describe('the endpoints of an application', () => {
	it('are its own and those of the whole domain, not those of others', () => {
		const all = [endpoint('own', clientId), endpoint('domain', null), endpoint('other', 'lk.acme.phones.2')];
		const { flyout } = endpointsCame(clientId, all)(opened);
		expect(flyout?.notifications.endpoints?.map(({ endpointId }) => endpointId)).toEqual(['own', 'domain']);
	});

	it('keep no signing secret when its time is over, nor when the flyout is closed', () => {
		const holds = (state: State): boolean => JSON.stringify(state).includes('whsec_');
		const shown = signingSecretCame(clientId, 'own', 'whsec_secret')(opened);
		expect(holds(shown)).toBe(true);
		expect(holds(signingSecretGone(shown))).toBe(false);
		expect(holds(flyoutClosed(shown))).toBe(false);
		expect(holds(signingSecretCame('lk.acme.phones.2', 'own', 'whsec_secret')(opened))).toBe(false);
	});

	it('are filled in field by field, and given up as a whole', () => {
		const drafted = endpointDrafted({ wholeDomain: true })(endpointDrafted({ url: 'https://emm.example' })(opened));
		expect(drafted.flyout?.notifications.adding).toEqual({ url: 'https://emm.example', wholeDomain: true });
		expect(endpointDrafted(null)(drafted).flyout?.notifications.adding).toBeNull();
	});
});
