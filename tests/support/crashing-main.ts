import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { LogFields } from '@latchkey/core';
import { createHost } from '@latchkey/demo';

/** The demo host, with a log that is in the file before the call returns: no death of the process takes a line away. */
const [port = '', folder = ''] = process.argv.slice(2);
const baseUrl = `http://127.0.0.1:${port}`;
const log = (fields: LogFields, msg: string): void => {
	appendFileSync(join(folder, 'log.jsonl'), `${JSON.stringify({ ...fields, msg })}\n`);
};
const logger = { debug: log, info: log, warn: log, error: log };
const { app, latchkey } = await createHost({ baseUrl, folder, password: 'demo', logger });
const server = createServer(app);
process.once('SIGTERM', () => {
	server.close(() => void latchkey.close().then(() => process.disconnect()));
	server.closeAllConnections();
});
server.listen(Number(port), '127.0.0.1', () => process.send?.('serving'));
