import { OutboundError } from '@latchkey/core';

export interface TargetRules {
	readonly ports: ReadonlySet<number> | 'any';
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };

/** Why nothing is ever sent to this URL, for whoever entered it to read; undefined where it may be tried. */
export function refusalOf(url: URL, { ports }: TargetRules): string | undefined {
	const defaultPort = DEFAULT_PORTS[url.protocol];
	if (defaultPort === undefined) return 'its scheme must be https';
	if (url.username !== '' || url.password !== '') return 'it must hold no user name and no password';
	const port = url.port === '' ? defaultPort : Number(url.port);
	return ports === 'any' || ports.has(port) ? undefined : `nothing is sent to port ${port}`;
}

/** Reads a URL that a customer gave. Throws OutboundError `refused_url` where nothing is ever sent to it. */
export function parseTarget(text: string, rules: TargetRules): URL {
	const url = URL.parse(text);
	const refusal = url === null ? 'it must be a URL' : refusalOf(url, rules);
	if (url === null || refusal !== undefined) throw new OutboundError('refused_url', refusal ?? '');
	return url;
}
