import { createServer } from 'node:http';
import { assertionRequests, forgettingUses, slowClock } from '../latchkey/assertions.ts';
import { clientIdOf, prepare } from '../latchkey/prepared.ts';
import { BODY } from '../reference/clients.ts';
import { announce, serverArguments } from '../server/announce.ts';

const { port, directory } = serverArguments();
const prepared = await prepare(directory, { clock: slowClock(), wrap: forgettingUses });
const { latchkey, store, adapter, authorizations } = prepared;
const { issuer } = latchkey.tokenSettings;
const requests = await assertionRequests(store, authorizations.map(clientIdOf), issuer, BODY);

/** `latchkey-plain` where clients authenticate by assertions that they sign, each written down before the answer. */
const server = createServer(adapter.tokenHandler);
announce(server, port, { path: '/oauth2/token', requests }, latchkey.close);
