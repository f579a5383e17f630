import type { Offer, OfferedRequest } from './announce.ts';

/** Requests one token, and throws where the answer is not one: a server that fails must not be measured as fast. */
export async function requestToken(port: number, offer: Offer): Promise<string> {
	const response = await post(port, offer, offer.requests[0]);
	const answer: unknown = await response.json();
	if (response.status !== 200) throw new Error(`no token: ${response.status} ${JSON.stringify(answer)}`);
	return accessToken(answer);
}

/** What makes two servers comparable: an ES256 JWT for the right credentials, and 401 for wrong ones. */
export async function checkServer(port: number, offer: Offer): Promise<{ tokenBytes: number }> {
	const token = await requestToken(port, offer);
	const [header = '', , signature = ''] = token.split('.');
	const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: string };
	if (alg !== 'ES256' || Buffer.from(signature, 'base64url').length !== 64) throw new Error('not an ES256 JWT');
	const refused = await post(port, offer, withWrongCredentials(offer));
	await refused.body?.cancel();
	if (refused.status !== 401) throw new Error(`wrong credentials were answered with ${refused.status}`);
	return { tokenBytes: token.length };
}

function post(port: number, { path }: Offer, request: OfferedRequest | undefined): Promise<Response> {
	if (request === undefined) throw new Error('the server offers no client');
	const { header, body } = request;
	const headers = { [header[0]]: header[1], 'content-type': 'application/x-www-form-urlencoded' };
	return fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
}

/** Of the first client: a wrong secret, the certificate of the second, or an assertion with its end cut off. */
function withWrongCredentials({ requests }: Offer): OfferedRequest | undefined {
	const [first, second] = requests;
	if (first === undefined || second === undefined) return undefined;
	const [name, value] = first.header;
	if (first.body.includes('client_assertion=')) return { ...first, body: first.body.slice(0, -4) };
	const wrong = name === 'authorization' ? withWrongSecret(value) : second.header[1];
	return { ...first, header: [name, wrong] };
}

/** The same length and shape, with one character of the secret replaced. */
function withWrongSecret(authorization: string): string {
	const credentials = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();
	const wrong = credentials.endsWith('0') ? '1' : '0';
	return `Basic ${Buffer.from(`${credentials.slice(0, -1)}${wrong}`).toString('base64')}`;
}

function accessToken(answer: unknown): string {
	if (typeof answer === 'object' && answer !== null && 'access_token' in answer) return String(answer.access_token);
	throw new Error('the answer has no access_token');
}
