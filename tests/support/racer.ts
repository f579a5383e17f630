import type { Told } from './history.ts';
import type { PlainAnswer, PlainClient } from './plain-client.ts';
import type { Seeded } from './seeded.ts';

export const PATH = '/v1/domains/main/client-applications';

export const KINDS = [
	'rotate',
	'replace',
	'revoke',
	'disable',
	'enable',
	'rename',
	'edit',
	'reveal',
	'remove',
] as const;
export type Kind = (typeof KINDS)[number] | 'read';

interface Body {
	/** Of a problem. */
	readonly type?: string;
	readonly name: string;
	readonly status: string;
	readonly secretId: string;
	readonly clientSecret: string;
	readonly secrets: readonly { readonly secretId: string }[];
	readonly credentials: { readonly clientSecret: string };
}

/** A request that was answered. */
export interface Tried {
	readonly kind: Kind;
	readonly clientId: string;
	/** Whose event, if there is one, is its event. */
	readonly userId: string;
	readonly startedAt: number;
	readonly endedAt: number;
	readonly answer: PlainAnswer<Body>;
	/** The secret that was named. */
	readonly secretId?: string;
	/** What was read before, where it was to be unchanged. */
	readonly basis?: Body;
}

/** Reads where it must, then asks for one change; resolves to both. */
export async function race(
	client: PlainClient,
	clientId: string,
	userId: string,
	kind: Kind,
	random: Seeded,
): Promise<Tried[]> {
	const path = `${PATH}/${clientId}`;
	const tried: Tried[] = [];
	async function call(of: Kind, method: string, suffix: string, body?: object, more: Partial<Tried> = {}) {
		const headers = {
			'x-user': userId,
			...(more.basis === undefined ? {} : { 'if-match': tried.at(-1)?.answer.etag ?? '' }),
		};
		const startedAt = performance.now();
		const answer = await client.send<Body>(method, `${path}${suffix}`, { headers, body });
		tried.push({ kind: of, clientId, userId, startedAt, endedAt: performance.now(), answer, ...more });
		return answer.body;
	}
	switch (kind) {
		case 'rotate':
			await call(kind, 'POST', '/secrets', {});
			break;
		case 'replace':
			await call(kind, 'POST', '/secrets', { overlap: 0 });
			break;
		case 'disable':
		case 'enable':
			await call(kind, 'PATCH', '', { status: `${kind}d` });
			break;
		case 'rename':
			await call(kind, 'PATCH', '', { name: `Named by ${userId}` });
			break;
		case 'remove':
			await call(kind, 'DELETE', '');
			break;
		case 'read':
			await call(kind, 'GET', '');
			break;
		case 'edit': {
			const basis = await call('read', 'GET', '');
			await call(kind, 'PATCH', '', { name: `Edited by ${userId}` }, { basis });
			break;
		}
		default: {
			const { secrets = [] } = await call('read', 'GET', '');
			const { secretId } = secrets.length === 0 ? { secretId: 'sec_none' } : random.pick(secrets);
			if (kind === 'revoke') await call(kind, 'DELETE', `/secrets/${secretId}`, undefined, { secretId });
			else await call(kind, 'POST', '/reveal', { secretId }, { secretId });
		}
	}
	return tried;
}

const SUCCESS: Readonly<Record<Kind, number>> = {
	rotate: 201,
	replace: 201,
	revoke: 204,
	disable: 200,
	enable: 200,
	rename: 200,
	edit: 200,
	reveal: 200,
	remove: 204,
	read: 200,
};

export const succeeded = ({ kind, answer }: Tried): boolean => answer.status === SUCCESS[kind];

const MOST_SECRETS = 5;
const MOST_REMEMBERED = 100;

/** Whether the answer is the right one for this state; undefined for an answer that is right for none. */
export function rightAt(tried: Tried): ((state: Told) => boolean) | undefined {
	const { answer, kind } = tried;
	if (succeeded(tried)) return (state) => exists(state) && allowedAt(tried, state);
	const names = (state: Told): boolean => tried.secretId === undefined || state.secretIds.includes(tried.secretId);
	const adds = kind === 'rotate' || kind === 'replace';
	switch (`${answer.status} ${answer.body.type?.replace('urn:latchkey:problem:', '')}`) {
		case '404 not-found':
			return (state) => !exists(state) || !names(state);
		case '409 too-many-secrets':
			return adds ? (state) => exists(state) && state.secretIds.length >= MOST_SECRETS : undefined;
		case '409 too-many-revoked':
			return adds ? (state) => exists(state) && remembered(state) >= MOST_REMEMBERED : undefined;
		case '409 conflict':
			// Others were quicker too often: right at any time.
			return kind === 'read' ? undefined : () => true;
		case '412 precondition-failed':
			return kind === 'edit' ? (state) => exists(state) && !isAsRead(tried, state) : undefined;
		default:
			return undefined;
	}
}

function allowedAt(tried: Tried, state: Told): boolean {
	const { kind, answer, secretId = '' } = tried;
	switch (kind) {
		case 'rotate':
		case 'replace':
			return hasRoom(state);
		case 'revoke':
		case 'reveal':
			return state.secretIds.includes(secretId);
		case 'edit':
			return isAsRead(tried, state);
		case 'read': {
			const ids = answer.body.secrets.map((secret) => secret.secretId);
			return (
				answer.body.name === state.name &&
				answer.body.status === state.status &&
				JSON.stringify(ids) === JSON.stringify(state.secretIds)
			);
		}
		default:
			return true;
	}
}

const exists = ({ status }: Told): boolean => status === 'enabled' || status === 'disabled';

const remembered = ({ secretIds, revoked }: Told): number => secretIds.length + revoked;

function hasRoom(state: Told): boolean {
	return state.secretIds.length < MOST_SECRETS && remembered(state) < MOST_REMEMBERED;
}

/** Nothing else of what an ETag is made from changes here. */
function isAsRead({ basis }: Tried, state: Told): boolean {
	return basis?.name === state.name && basis.status === state.status;
}
