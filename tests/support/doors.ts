import type { EmbeddedAnswer, EmbeddedHost } from './embedded-host.ts';

/** A secret and all that its holder, and whoever manages it, may try to get in by. */
export interface Keys {
	/** The management path of its application. */
	readonly path: string;
	readonly secretId: string;
	readonly clientSecret: string;
	readonly oauthCredentials: string;
	/** That it earned. */
	readonly token: string;
}

const DOORS = [
	'strict token',
	'lenient token',
	'own application',
	'own secrets',
	'own certificates',
	'bearer',
	'own by bearer',
	'reveal',
] as const;
export type Door = (typeof DOORS)[number];

const SELF = '/v1/client-applications/self';

/** The doors that these keys open at this host. Anything but a success or a refusal is an error. */
export async function openDoors(host: EmbeddedHost, manager: string, keys: Keys): Promise<Door[]> {
	const open: Door[] = [];
	for (const door of DOORS) if (await opens(host, manager, keys, door)) open.push(door);
	return open;
}

async function opens(host: EmbeddedHost, manager: string, keys: Keys, door: Door): Promise<boolean> {
	const { status, text } = await knock(host, manager, keys, door);
	// To show another secret is to open nothing by this one.
	if (door === 'reveal') return text.includes(keys.clientSecret);
	if (status >= 200 && status < 300) return true;
	// Who is let in is told what is wrong with the request.
	if (door === 'own certificates' && status === 400) return true;
	if (status !== 401) throw new Error(`${door}: ${status} ${text}`);
	return false;
}

function knock(host: EmbeddedHost, manager: string, keys: Keys, door: Door): Promise<EmbeddedAnswer> {
	const { path, secretId, oauthCredentials, token } = keys;
	const basic = { authorization: `Basic ${oauthCredentials}` };
	const bearer = { authorization: `Bearer ${token}` };
	const form = { 'content-type': 'application/x-www-form-urlencoded' };
	switch (door) {
		case 'strict token':
			return host.call(undefined, 'POST', '/oauth2/token', {
				headers: { ...basic, ...form },
				body: 'grant_type=client_credentials',
			});
		case 'lenient token':
			return host.call(undefined, 'POST', '/v1/oauth2/tokens', { headers: basic });
		case 'own application':
			return host.call(undefined, 'GET', SELF, { headers: basic });
		case 'own secrets':
			return host.call(undefined, 'POST', `${SELF}/secrets`, { headers: basic, body: {} });
		case 'own certificates':
			return host.call(undefined, 'POST', `${SELF}/certificates`, { headers: basic, body: { request: 'none' } });
		case 'bearer':
			return host.call(undefined, 'GET', '/api/devices:read', { headers: bearer });
		case 'own by bearer':
			return host.call(undefined, 'GET', SELF, { headers: bearer });
		case 'reveal':
			return host.call(manager, 'POST', `${path}/reveal`, { body: { secretId } });
	}
}
