import { createServer } from 'node:http';
import express from 'express';
import { authenticator } from '../reference/authenticate.ts';
import { BODY, basic, makeClients } from '../reference/clients.ts';
import { issuer } from '../reference/issue.ts';
import { announce, basicOffer, serverArguments } from '../server/announce.ts';

const { port } = serverArguments();
const clients = makeClients();
const authenticate = authenticator(clients);
const issue = issuer();

/** The reference's work behind Express as most people set it up: what Express itself costs. */
const app = express();
app.post('/oauth2/token', express.urlencoded({ extended: false }), (request, response) => {
	const client = authenticate(request.headers.authorization);
	if (client === undefined) {
		response.status(401).set('WWW-Authenticate', 'Basic').json({ error: 'invalid_client' });
		return;
	}
	response.set('Cache-Control', 'no-store').type('json').send(issue(client));
});

announce(createServer(app), port, basicOffer('/oauth2/token', BODY, clients.map(basic)));
