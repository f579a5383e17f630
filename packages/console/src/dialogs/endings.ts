import type { Api } from '../api/client.ts';
import type { ConfirmDialog, Ending } from '../state/state.ts';

type End = (api: Api, domainId: string, dialog: ConfirmDialog) => Promise<unknown>;

/** What each question does when it is answered with yes. */
export const endings: Readonly<Record<Ending, End>> = {
	disable: (api, domainId, { application, tag }) =>
		api.change(domainId, application.clientId, { status: 'disabled' }, tag),
	enable: (api, domainId, { application, tag }) =>
		api.change(domainId, application.clientId, { status: 'enabled' }, tag),
	revokeTokens: (api, domainId, { application, tag }) => api.revokeTokens(domainId, application.clientId, tag),
	remove: (api, domainId, { application, tag }) => api.remove(domainId, application.clientId, tag),
	revoke: (api, domainId, { application, secret, leaked }) =>
		api.revoke(domainId, application.clientId, secret?.secretId ?? '', leaked),
	revokeCertificate: (api, domainId, { application, certificate, leaked }) =>
		api.revokeCertificate(domainId, application.clientId, certificate?.certificateId ?? '', leaked),
	complete: (api, domainId, { application }) => api.endRotation(domainId, application.clientId, 'complete'),
	cancel: (api, domainId, { application }) => api.endRotation(domainId, application.clientId, 'cancel'),
};
