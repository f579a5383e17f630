import { tlsFiles } from './transport.ts';

/** Where the demo listens, and where others reach it. */
export interface Address {
	readonly host: string;
	readonly port: number;
	/** Without a slash at its end; the issuer of its tokens. */
	readonly baseUrl: string;
}

const ALL_INTERFACES = new Set(['0.0.0.0', '::']);

/** As the environment names it; throws where that is no address. */
export function addressOf({
	HOST: host = '127.0.0.1',
	PORT: port = '3000',
	BASE_URL: baseUrl,
	...env
}: NodeJS.ProcessEnv): Address {
	if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error(`PORT is a number up to 65535, not "${port}"`);
	const scheme = tlsFiles(env) === undefined ? 'http' : 'https';
	const reached = baseUrl === undefined ? `${scheme}://${localPlace(host, port)}` : originOf(baseUrl);
	return { host, port: Number(port), baseUrl: reached };
}

function localPlace(host: string, port: string): string {
	if (ALL_INTERFACES.has(host)) return `127.0.0.1:${port}`;
	return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The demo uses no prefix, so an address with a path is not one where it could be reached. */
function originOf(baseUrl: string): string {
	const { protocol, origin, href } = URL.parse(baseUrl) ?? {};
	if ((protocol === 'https:' || protocol === 'http:') && href === `${origin}/`) return origin ?? '';
	throw new Error(`BASE_URL looks like https://api.example.com, without a path: not "${baseUrl}"`);
}
