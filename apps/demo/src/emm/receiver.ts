import express, { type Express } from 'express';
import type { HeldSecret, PlatformApi } from '../rotation/platform-api.ts';
import type { Tell } from '../rotation/timeline.ts';
import { verified } from './received.ts';

export interface ReceiverOptions {
	readonly api: PlatformApi;
	/** Of the application that this system is known by. */
	readonly clientId: string;
	readonly secret: HeldSecret;
	/** May come after the first notification: the endpoint is told of before whoever added it has the answer. */
	readonly signingSecret: Promise<string>;
	readonly tell: Tell;
}

/** An EMM system of a customer: it is told when its credentials change, and takes new ones up by itself. */
export interface Receiver {
	readonly app: Express;
	/** What it would authenticate with now. */
	secret(): HeldSecret;
	/** Uses its secret once, as it does all day. */
	work(): Promise<void>;
}

/** So many ids are remembered: a notification that comes again is known by its id. */
const REMEMBERED = 1000;
const NEW_SECRET = ['client_secret.added', 'client_secret.rotation_offered'];

export function receiver({ api, clientId, secret: first, signingSecret, tell }: ReceiverOptions): Receiver {
	let secret = first;
	let busy: Promise<void> = Promise.resolve();
	const seen = new Set<string>();

	/** One after the other: a notification of what was just taken up must find it taken up. */
	function inTurn(task: () => Promise<void>): Promise<void> {
		busy = busy.then(task).catch((error: unknown) => tell('failed', String(error)));
		return busy;
	}

	async function takeUp(): Promise<void> {
		const rotation = await api.rotationNews(secret.oauthCredentials);
		if (rotation === null || rotation.secretId === secret.secretId) return;
		secret = await api.takeUp(secret.oauthCredentials);
		await api.token(secret.oauthCredentials);
		tell('taken up', `${secret.secretId}, and used at once`);
	}

	function remember(id: string): void {
		seen.add(id);
		const [oldest] = seen;
		if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
	}

	const app = express();
	app.disable('x-powered-by');
	// The signature is over the bytes that came, so nothing may parse them before.
	app.post('/notifications', express.text({ type: () => true, limit: '256kb' }), async (request, response) => {
		const notification = verified(await signingSecret, request.headers, String(request.body));
		if (notification === undefined) {
			tell('refused', 'a notification whose signature is wrong');
			response.status(401).end();
			return;
		}
		// Answered before anything is done about it: whoever sends waits for no longer than it takes to write it down.
		response.status(204).end();
		const id = String(request.headers['webhook-id']);
		if (seen.has(id)) return;
		remember(id);
		const { type, data } = notification;
		tell('received', `${type}${data.secretId == null ? '' : ` (${data.secretId})`}`);
		if (data.clientId === clientId && NEW_SECRET.includes(type)) void inTurn(takeUp);
	});

	return {
		app,
		secret: () => secret,
		work: () =>
			inTurn(async () => {
				const token = await api.token(secret.oauthCredentials);
				await api.listDevices(token.text);
			}),
	};
}
