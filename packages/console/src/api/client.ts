import { ApiError, failedAnswer } from './failure.ts';
import type {
	AddedApplication,
	AddedCertificate,
	AddedEndpoint,
	AddedSecret,
	AddInput,
	Application,
	AuditPage,
	CertificateInput,
	ChangeInput,
	Credentials,
	DeliveryPage,
	EndpointInput,
	EndpointPage,
	Page,
	Read,
	RotateInput,
	SessionAnswer,
} from './wire.ts';

export interface ListInput {
	readonly limit: number;
	readonly cursor?: string | undefined;
	readonly text: string;
	readonly status: 'all' | 'enabled' | 'disabled';
}

/** The management API, as this page uses it. Every call throws ApiError. */
export interface Api {
	session(): Promise<SessionAnswer>;
	list(domainId: string, input: ListInput): Promise<Page>;
	/** A repetition under the same key adds nothing again. */
	add(domainId: string, input: AddInput, idempotencyKey: string): Promise<AddedApplication>;
	read(domainId: string, clientId: string): Promise<Read>;
	change(domainId: string, clientId: string, input: ChangeInput, tag: string): Promise<Read>;
	revokeTokens(domainId: string, clientId: string, tag: string): Promise<void>;
	remove(domainId: string, clientId: string, tag: string): Promise<void>;
	reveal(domainId: string, clientId: string, secretId: string | undefined): Promise<Credentials>;
	rotate(domainId: string, clientId: string, input: RotateInput): Promise<AddedSecret>;
	revoke(domainId: string, clientId: string, secretId: string, leaked: boolean): Promise<void>;
	addCertificate(domainId: string, clientId: string, input: CertificateInput): Promise<AddedCertificate>;
	revokeCertificate(domainId: string, clientId: string, certificateId: string, leaked: boolean): Promise<void>;
	/** All that the user sees. */
	endpoints(domainId: string): Promise<EndpointPage>;
	addEndpoint(domainId: string, input: EndpointInput): Promise<AddedEndpoint>;
	changeEndpoint(domainId: string, endpointId: string, input: { status: 'enabled' | 'paused' }): Promise<void>;
	removeEndpoint(domainId: string, endpointId: string): Promise<void>;
	rotateSigningSecret(domainId: string, endpointId: string): Promise<AddedEndpoint>;
	testEndpoint(domainId: string, endpointId: string): Promise<void>;
	deliveries(domainId: string, endpointId: string, cursor: string | undefined): Promise<DeliveryPage>;
	replayDelivery(domainId: string, endpointId: string, deliveryId: string): Promise<void>;
	/** What was done to one application, newest first. */
	audit(domainId: string, clientId: string, cursor: string | undefined): Promise<AuditPage>;
	endRotation(domainId: string, clientId: string, how: 'complete' | 'cancel'): Promise<void>;
}

/** No answer by then is as none. */
const TIMEOUT_MS = 20_000;

export interface Call {
	readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	readonly body?: object;
	readonly headers?: Readonly<Record<string, string>>;
}

export type Send = (path: string, call?: Call) => Promise<Response>;

/** Sends with the host's own cookies, and no further than to the host. */
export function sender(baseUrl: string): Send {
	return async (path, { method = 'GET', body, headers = {} } = {}) => {
		let response: Response;
		try {
			response = await fetch(`${baseUrl}${path}`, {
				method,
				credentials: 'same-origin',
				cache: 'no-store',
				redirect: 'error',
				headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }), ...headers },
				signal: AbortSignal.timeout(TIMEOUT_MS),
				...(body && { body: JSON.stringify(body) }),
			});
		} catch (cause) {
			throw new ApiError({ kind: 'away', problem: null }, { cause });
		}
		if (!response.ok) throw await failedAnswer(response);
		return response;
	};
}

export function apiClient(send: Send): Api {
	const json = async <Body>(path: string, call?: Call): Promise<Body> =>
		(await (await send(path, call)).json()) as Body;
	const read = async (path: string, call?: Call): Promise<Read> => {
		const response = await send(path, call);
		return { application: (await response.json()) as Application, tag: response.headers.get('etag') ?? '*' };
	};

	return {
		session: () => json('/v1/session'),
		list: (domainId, input) => json(`${applicationsPath(domainId)}?${listQuery(input)}`),
		add: (domainId, body, key) =>
			json(applicationsPath(domainId), { method: 'POST', body, headers: { 'idempotency-key': key } }),
		read: (domainId, clientId) => read(applicationPath(domainId, clientId)),
		change: (domainId, clientId, body, tag) =>
			read(applicationPath(domainId, clientId), { method: 'PATCH', body, headers: { 'if-match': tag } }),
		async revokeTokens(domainId, clientId, tag) {
			const path = `${applicationPath(domainId, clientId)}/revoke-tokens`;
			await send(path, { method: 'POST', body: {}, headers: { 'if-match': tag } });
		},
		async remove(domainId, clientId, tag) {
			await send(applicationPath(domainId, clientId), { method: 'DELETE', headers: { 'if-match': tag } });
		},
		reveal: (domainId, clientId, secretId) =>
			json(`${applicationPath(domainId, clientId)}/reveal`, {
				method: 'POST',
				body: secretId === undefined ? {} : { secretId },
			}),
		rotate: (domainId, clientId, body) =>
			json(`${applicationPath(domainId, clientId)}/secrets`, { method: 'POST', body }),
		async revoke(domainId, clientId, secretId, leaked) {
			const path = `${applicationPath(domainId, clientId)}/secrets/${encodeURIComponent(secretId)}`;
			await send(`${path}?leaked=${leaked}`, { method: 'DELETE' });
		},
		addCertificate: (domainId, clientId, body) =>
			json(`${applicationPath(domainId, clientId)}/certificates`, { method: 'POST', body }),
		async revokeCertificate(domainId, clientId, certificateId, leaked) {
			const path = `${applicationPath(domainId, clientId)}/certificates/${encodeURIComponent(certificateId)}`;
			await send(`${path}?leaked=${leaked}`, { method: 'DELETE' });
		},
		endpoints: (domainId) => json(`${domainPath(domainId)}/endpoints?limit=100`),
		addEndpoint: (domainId, body) => json(`${domainPath(domainId)}/endpoints`, { method: 'POST', body }),
		async changeEndpoint(domainId, endpointId, body) {
			await send(endpointPath(domainId, endpointId), { method: 'PATCH', body });
		},
		async removeEndpoint(domainId, endpointId) {
			await send(endpointPath(domainId, endpointId), { method: 'DELETE' });
		},
		rotateSigningSecret: (domainId, endpointId) =>
			json(`${endpointPath(domainId, endpointId)}/rotate`, { method: 'POST', body: {} }),
		async testEndpoint(domainId, endpointId) {
			await send(`${endpointPath(domainId, endpointId)}/test`, { method: 'POST', body: {} });
		},
		deliveries: (domainId, endpointId, cursor) => {
			const query = new URLSearchParams({ limit: '20', ...(cursor !== undefined && { cursor }) });
			return json(`${endpointPath(domainId, endpointId)}/deliveries?${query}`);
		},
		async replayDelivery(domainId, endpointId, deliveryId) {
			const path = `${endpointPath(domainId, endpointId)}/deliveries/${encodeURIComponent(deliveryId)}/replay`;
			await send(path, { method: 'POST', body: {} });
		},
		audit: (domainId, clientId, cursor) => {
			const query = new URLSearchParams({ clientId, ...(cursor !== undefined && { cursor }) });
			return json(`${domainPath(domainId)}/audit?${query}`);
		},
		async endRotation(domainId, clientId, how) {
			await send(`${applicationPath(domainId, clientId)}/rotation/${how}`, { method: 'POST', body: {} });
		},
	};
}

function domainPath(domainId: string): string {
	return `/v1/domains/${encodeURIComponent(domainId)}`;
}

function endpointPath(domainId: string, endpointId: string): string {
	return `${domainPath(domainId)}/endpoints/${encodeURIComponent(endpointId)}`;
}

function applicationsPath(domainId: string): string {
	return `${domainPath(domainId)}/client-applications`;
}

function applicationPath(domainId: string, clientId: string): string {
	return `${applicationsPath(domainId)}/${encodeURIComponent(clientId)}`;
}

function listQuery({ limit, cursor, text, status }: ListInput): URLSearchParams {
	const query = new URLSearchParams({ limit: String(limit) });
	if (cursor !== undefined) query.set('cursor', cursor);
	if (text.trim() !== '') query.set('q', text.trim());
	if (status !== 'all') query.set('status', status);
	return query;
}
