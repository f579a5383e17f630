import { BearerError, type Clock, LatchkeyError, OAuthError } from '@latchkey/core';
import type { Instance } from './shared-store.ts';

/** What a client has done, and what was refused although it did all that is asked of it. */
export interface Traffic {
	tokenRequests: number;
	apiCalls: number;
	readonly failures: string[];
}

export function noTraffic(): Traffic {
	return { tokenRequests: 0, apiCalls: 0, failures: [] };
}

/** One running instance of an integration that gets its tokens, uses them, and takes up every rotation by itself. */
export interface RotatingClient {
	/** One round of its work, at whichever Latchkey it reaches. */
	act(at: Instance): Promise<void>;
	/** What it holds now. */
	readonly oauthCredentials: string;
}

export interface RotatingClientOptions {
	readonly oauthCredentials: string;
	readonly clock: Clock;
	/** How often it asks whether a rotation waits for it, and when first, in milliseconds. */
	readonly askEveryMs: number;
	readonly askFirstInMs: number;
	readonly traffic: Traffic;
}

const ADDRESS = '192.0.2.1';
const PRIVILEGE = 'devices:read';

export function rotatingClient(options: RotatingClientOptions): RotatingClient {
	const { clock, askEveryMs, askFirstInMs, traffic } = options;
	let { oauthCredentials } = options;
	let token = '';
	let renewAt = 0;
	let askAt = clock.now() + askFirstInMs;

	const request = () => ({ authorization: `Basic ${oauthCredentials}`, address: ADDRESS });

	async function renewToken({ latchkey }: Instance): Promise<void> {
		traffic.tokenRequests += 1;
		const answer = await latchkey.tokens.issueLeniently({ ...request(), parameters: [] });
		token = answer.access_token;
		renewAt = clock.now() + answer.expires_in * 500;
	}

	async function takeUpWhatWaits(at: Instance): Promise<void> {
		askAt = clock.now() + askEveryMs;
		const { rotation, secrets } = await at.latchkey.self.get(request());
		if (rotation === null) return;
		// Whoever holds what takes over would begin another rotation.
		const successor = secrets.find(({ secretId }) => secretId === rotation.secretId);
		const hint = Buffer.from(oauthCredentials, 'base64').toString().slice(-4);
		if (successor?.hint === hint) return;
		const { credentials } = await at.latchkey.self.rotate(request());
		oauthCredentials = credentials.oauthCredentials;
		await renewToken(at);
	}

	async function act(at: Instance): Promise<void> {
		if (clock.now() >= askAt) await takeUpWhatWaits(at);
		if (clock.now() >= renewAt) await renewToken(at);
		traffic.apiCalls += 1;
		await at.latchkey.tokens.verify(token, [PRIVILEGE], undefined);
	}

	return {
		async act(at) {
			try {
				await act(at);
			} catch (error) {
				const expected = error instanceof OAuthError || error instanceof BearerError || error instanceof LatchkeyError;
				if (!expected) throw error;
				traffic.failures.push(`${new Date(clock.now()).toISOString()} ${error.message}`);
			}
		},
		get oauthCredentials() {
			return oauthCredentials;
		},
	};
}
