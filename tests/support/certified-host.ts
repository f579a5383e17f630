import type { Actor } from '@latchkey/core';
import { type ManualClock, manualClock } from '@latchkey/testing';
import { expect, onTestFinished } from 'vitest';
import { type EmbeddedAnswer, type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './embedded-host.ts';
import { type Openssl, opensslFolder } from './openssl.ts';

const APPLICATIONS = '/v1/domains/main/client-applications';
export const AUTHORITY = '/v1/customers/acme/certificate-authority';
const manages = { main: { manage: true, reveal: true, grantable: PRIVILEGES } };

export const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: manages },
	junior: {
		userId: 'junior',
		customerId: 'acme',
		domains: { main: { manage: true, reveal: true, grantable: ['devices:read'] } },
	},
	foreigner: { userId: 'admin', customerId: 'globex', domains: manages },
};

/** As it is answered where it is made: what is not shown is absent. */
export interface Certificate {
	readonly certificateId: string;
	readonly serialNumber: string;
	readonly thumbprint: string;
	readonly expiresAt: string;
	readonly pem: string;
	readonly chain: string;
	readonly privateKey: string;
	readonly pkcs12: string;
	readonly password: string;
}

export interface Application {
	readonly path: string;
	readonly clientId: string;
	readonly oauthCredentials: string;
}

/** A host whose users ask for certificates, and the openssl beside it. */
export interface CertifiedHost {
	readonly host: EmbeddedHost;
	/** Begins now: openssl and TLS go by their own clocks. */
	readonly clock: ManualClock;
	readonly openssl: Openssl;
	add(user?: string, privileges?: readonly string[]): Promise<Application>;
	/** Asks for a certificate. */
	send(user: string, application: Application, body: object): Promise<EmbeddedAnswer>;
	/** Is given one. */
	certificate(application: Application, body: object): Promise<Certificate>;
	bytes(path: string): Promise<Buffer>;
	/** Makes a key and a request for it. */
	request(...keyOptions: readonly string[]): string;
}

/** Closed when the running test has finished. */
export async function startCertifiedHost(): Promise<CertifiedHost> {
	const clock = manualClock(Date.now());
	const host = await startEmbeddedHost({ actors, clock });
	const openssl = opensslFolder();
	onTestFinished(async () => {
		openssl.remove();
		await host.close();
	});

	const send: CertifiedHost['send'] = (user, { path }, body) =>
		host.call(user, 'POST', `${path}/certificates`, { body });

	return {
		host,
		clock,
		openssl,
		send,
		async add(user = 'admin', privileges = ['devices:read']) {
			const { json } = await host.call(user, 'POST', APPLICATIONS, { body: { name: 'EMM', privileges } });
			const { clientId, oauthCredentials } = json['credentials'] as Omit<Application, 'path'>;
			return { path: `${APPLICATIONS}/${clientId}`, clientId, oauthCredentials };
		},
		async certificate(application, body) {
			const answer = await send('admin', application, body);
			expect(answer.status, answer.text).toBe(201);
			return answer.json as unknown as Certificate;
		},
		async bytes(path) {
			const answer = await fetch(new URL(path, host.baseUrl));
			expect(answer.status).toBe(200);
			return Buffer.from(await answer.arrayBuffer());
		},
		request(...keyOptions) {
			const subject = ['-subj', '/CN=whoever/O=globex'];
			openssl.run('req', '-new', '-nodes', ...subject, '-keyout', 'key.pem', '-out', 'csr.pem', ...keyOptions);
			return openssl.read('csr.pem');
		},
	};
}

export const RSA = ['-newkey', 'rsa:2048'];
export const P256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
export const P384 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384'];
