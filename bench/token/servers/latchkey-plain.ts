import { createServer } from 'node:http';
import { prepare } from '../latchkey/prepared.ts';
import { BODY } from '../reference/clients.ts';
import { announce, basicOffer, serverArguments } from '../server/announce.ts';

const { port, directory } = serverArguments();
const { latchkey, adapter, authorizations } = await prepare(directory);

/** Ours through the plain `node:http` handler, with SQLite on disk behind it. */
const server = createServer(adapter.tokenHandler);
announce(server, port, basicOffer('/oauth2/token', BODY, authorizations), latchkey.close);
