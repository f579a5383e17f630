/** What a package's source may import, besides itself. Its tests may import whatever its package.json declares. */
export interface ImportRow {
	/** Modules by name; `node:*` for all that Node brings. */
	readonly anywhere: readonly string[];
	/** Modules of which only types are imported. */
	readonly types?: readonly string[];
	/** More, in one file of the package or one folder of it (with a `/` at the end). */
	readonly only?: Readonly<Record<string, readonly string[]>>;
}

export const importTable: Readonly<Record<string, ImportRow>> = {
	'packages/core': {
		// Of jose only the parts that are used are loaded: its whole takes memory from every process.
		anywhere: ['node:crypto', 'zod', 'ipaddr.js', 'jose', 'jose/errors', 'jose/jws/compact/verify', 'jose/jwt/verify'],
		only: {
			'src/create-latchkey.ts': ['tsyringe', 'reflect-metadata'],
			// What is made of ASN.1: loaded where a certificate is first asked for.
			'src/certificates/x509/': ['@peculiar/x509', 'node-forge', 'reflect-metadata'],
		},
	},
	// Core's types only: what the page is made of comes into one module.
	'packages/console': {
		anywhere: ['lit', 'lit/directives/keyed.js', 'lit/directives/live.js', 'lit/directives/repeat.js'],
		types: ['@latchkey/core'],
		only: { 'vite.config.ts': ['vite', 'node:url'] },
	},
	'packages/store-mongo': { anywhere: ['@latchkey/core', 'mongoose'] },
	'packages/store-sqlite': { anywhere: ['@latchkey/core', 'node:*'] },
	'packages/http-adapter': {
		anywhere: ['@latchkey/core', 'express', 'zod'],
		types: ['node:http'],
		only: {
			// Where the module of the page lies.
			'src/console/router.ts': ['node:module'],
			// The certificate of a connection.
			'src/certificates/certificate-source.ts': ['node:tls'],
			'src/send-lines.ts': ['node:stream', 'node:stream/promises'],
		},
	},
	'packages/testing': { anywhere: ['@latchkey/core', 'vitest'] },
	'packages/outbound': { anywhere: ['@latchkey/core', 'undici', 'node:*'] },
	'packages/worker': { anywhere: ['@latchkey/core', 'bullmq', 'ioredis'] },
	'packages/cli': {
		anywhere: [
			'@latchkey/core',
			'@latchkey/runtime-node',
			'@latchkey/store-mongo',
			'@latchkey/store-sqlite',
			'@commander-js/extra-typings',
			'zod',
			'node:*',
		],
	},
	'packages/runtime-node': { anywhere: ['@latchkey/core', 'rate-limiter-flexible', 'ipaddr.js', 'node:*'] },
};
