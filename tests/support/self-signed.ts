import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';

/** A certificate that signed itself, with its key, made by openssl. */
export interface SelfSigned {
	/** PEM. */
	readonly cert: string;
	/** PEM. */
	readonly key: string;
	readonly der: Buffer;
}

/** `subject` as openssl takes it: `/CN=EMM`. It holds for 127.0.0.1, should it be a server's. */
export function selfSigned(subject: string, days = 30): SelfSigned {
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', '-'];
	const terms = ['-subj', subject, '-days', String(days), '-addext', 'subjectAltName=IP:127.0.0.1'];
	const both = execFileSync('openssl', ['req', '-x509', ...key, ...terms], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const cert = blockOf(both, 'CERTIFICATE');
	return { cert, key: blockOf(both, 'PRIVATE KEY'), der: new X509Certificate(cert).raw };
}

function blockOf(text: string, label: string): string {
	const block = new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\n`).exec(text)?.[0];
	if (block === undefined) throw new Error(`openssl made no ${label.toLowerCase()}`);
	return block;
}
