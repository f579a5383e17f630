import { hash, randomBytes } from 'node:crypto';

const CLIENTS = 1000;

/** The scope that every client holds and asks for. */
export const SCOPE = 'devices:read reports:read';
export const BODY = `grant_type=client_credentials&scope=${encodeURIComponent(SCOPE)}`;
export const AUDIENCE = 'https://api.platform.example';

export interface Client {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly customerId: string;
	readonly domainId: string;
	readonly secretId: string;
}

/** What a server keeps to check a client by. */
export interface StoredClient extends Omit<Client, 'clientSecret'> {
	readonly digest: Buffer;
}

/** Clients whose ids and secrets are as long as Latchkey's, without characters that would have to be encoded. */
export function makeClients(): readonly Client[] {
	return Array.from({ length: CLIENTS }, (_, index) => {
		const customerId = `customer-${Math.floor(index / 100)}`;
		const domainId = `domain-${Math.floor(index / 50)}`;
		return {
			clientId: `lk.${customerId}.${domainId}.${randomBytes(11).toString('hex')}`,
			clientSecret: `lks_${randomBytes(19).toString('hex')}`,
			customerId,
			domainId,
			secretId: `sec_${randomBytes(8).toString('hex')}`,
		};
	});
}

export function basic({ clientId, clientSecret }: Client): string {
	return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

export function digestOf(secret: string): Buffer {
	return hash('sha256', secret, 'buffer');
}
