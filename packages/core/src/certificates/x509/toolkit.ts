import 'reflect-metadata';

/** All that is made of ASN.1. It takes 20 MB and half a second to load, so it is loaded where it is first needed. */
export { authorityCertificate } from './authority-certificate.ts';
export { clientLeaf } from './client-leaf.ts';
export { pkcs12 } from './pkcs12.ts';
export { revocationList } from './revocation-list.ts';
export { keyOfRequest } from './signing-request.ts';
