export { type ExpressAdapter, expressAdapter } from './adapter.ts';
export { bearerIdentity, type RequireBearer } from './bearer/require-bearer.ts';
export type { CertificateFormat } from './certificates/certificate-field.ts';
export type { CertificateProxy, MutualTlsOptions } from './certificates/certificate-source.ts';
export type { PageOptions } from './console/page.ts';
export type { ConsoleRouter } from './console/router.ts';
export type { AdapterOptions } from './options.ts';
export type { Problem } from './problems/problem.ts';
