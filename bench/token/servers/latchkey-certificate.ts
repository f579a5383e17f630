import { createServer } from 'node:http';
import { certificateRequests } from '../latchkey/certificates.ts';
import { clientIdOf, prepare } from '../latchkey/prepared.ts';
import { BODY } from '../reference/clients.ts';
import { announce, serverArguments } from '../server/announce.ts';

const { port, directory } = serverArguments();
const { latchkey, store, adapter, authorizations } = await prepare(directory);
const requests = await certificateRequests(store, authorizations.map(clientIdOf), BODY);

/** `latchkey-plain` where a proxy in front passes on the certificates by which clients authenticate. */
const server = createServer(adapter.tokenHandler);
announce(server, port, { path: '/oauth2/token', requests }, latchkey.close);
