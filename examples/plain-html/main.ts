import { createPlainHost } from './host.ts';

const PORT = 3100;
const baseUrl = `http://127.0.0.1:${PORT}`;

const { app, close } = await createPlainHost(baseUrl);
const server = app.listen(PORT, '127.0.0.1', () => process.stdout.write(`Fleetboard serves ${baseUrl}/\n`));
process.once('SIGINT', () => server.close(() => void close()));
