import { createServer, type ServerResponse } from 'node:http';
import { authenticator } from '../reference/authenticate.ts';
import { BODY, basic, makeClients } from '../reference/clients.ts';
import { issuer } from '../reference/issue.ts';
import { announce, basicOffer, serverArguments } from '../server/announce.ts';

const { port } = serverArguments();
const clients = makeClients();
const authenticate = authenticator(clients);
const issue = issuer();

/** The reference that all others are divided by: `node:http`, one look-up, one signature and nothing else. */
const server = createServer((request, response) => {
	request.on('data', () => {});
	request.on('end', () => {
		const client = authenticate(request.headers.authorization);
		if (client === undefined) return refuse(response);
		answer(response, 200, issue(client));
	});
});

function answer(response: ServerResponse, status: number, json: string): void {
	const length = Buffer.byteLength(json);
	response.writeHead(status, [
		'Content-Type',
		'application/json',
		'Content-Length',
		String(length),
		'Cache-Control',
		'no-store',
	]);
	response.end(json);
}

function refuse(response: ServerResponse): void {
	response.setHeader('WWW-Authenticate', 'Basic');
	answer(response, 401, '{"error":"invalid_client"}');
}

announce(server, port, basicOffer('/oauth2/token', BODY, clients.map(basic)));
