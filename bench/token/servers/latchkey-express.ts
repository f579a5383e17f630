import { createServer } from 'node:http';
import express from 'express';
import { prepare } from '../latchkey/prepared.ts';
import { BODY } from '../reference/clients.ts';
import { announce, basicOffer, serverArguments } from '../server/announce.ts';

const { port, directory } = serverArguments();
const { latchkey, adapter, authorizations } = await prepare(directory);

/** Ours as a host mounts it, with SQLite on disk behind it. */
const app = express();
app.use(adapter.router);
announce(createServer(app), port, basicOffer('/oauth2/token', BODY, authorizations), latchkey.close);
