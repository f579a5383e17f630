import type { CertificateWithPem, IssuedKey } from '@latchkey/core';
import type { z } from 'zod';
import { APPLICATION_PATH } from './application-operations.ts';
import { addCertificateBody, certificateParams } from './certificate-schemas.ts';
import { locationOf, type OperationInput, operation } from './operation.ts';
import { applicationParams, noBody, noQuery, revokeQuery } from './schemas.ts';
import { certificateWithPemOnWire, toMs } from './wire.ts';

const CERTIFICATES_PATH = `${APPLICATION_PATH}/certificates`;
const CERTIFICATE_PATH = `${CERTIFICATES_PATH}/{certificateId}`;

const list = operation({
	id: 'listCertificates',
	method: 'get',
	path: CERTIFICATES_PATH,
	summary: 'The client certificates that may still work, oldest first',
	params: applicationParams,
	query: noQuery,
	body: noBody,
	success: { 200: { description: 'The certificates', schema: 'Certificates' } },
	async handle({ latchkey, actor, params }) {
		const certificates = await latchkey.certificates.list(actor, params.domainId, params.clientId);
		return { status: 200, body: { items: certificates.map(certificateWithPemOnWire) } };
	},
});

type AddInput = OperationInput<z.output<typeof applicationParams>, unknown, z.output<typeof addCertificateBody>>;

interface Added extends CertificateWithPem {
	readonly chain?: string;
	readonly key?: IssuedKey;
}

function addOf({ latchkey, actor, params: { domainId, clientId }, body }: AddInput): Promise<Added> {
	const { certificates } = latchkey;
	const { certificate, request, format = 'pem', password, keyType } = body;
	const [overlapMs, validityMs] = [toMs(body.overlap), toMs(body.validity)];
	if (certificate !== undefined) return certificates.register(actor, domainId, clientId, { certificate, overlapMs });
	if (request !== undefined) return certificates.sign(actor, domainId, clientId, { request, validityMs, overlapMs });
	return certificates.issue(actor, domainId, clientId, { format, password, keyType, validityMs, overlapMs });
}

const add = operation({
	id: 'addCertificate',
	method: 'post',
	path: CERTIFICATES_PATH,
	summary: 'Issue, sign or register a client certificate; the earlier ones go on working for the overlap',
	params: applicationParams,
	query: noQuery,
	body: addCertificateBody,
	bodySchema: 'AddCertificate',
	success: { 201: { description: 'Added', schema: 'AddedCertificate', headers: { Location: 'The certificate' } } },
	problems: [409],
	async handle(input) {
		const { chain, key, ...certificate } = await addOf(input);
		const { certificateId } = certificate;
		const { format: _, ...shown } = key ?? { format: null };
		return {
			status: 201,
			body: { ...certificateWithPemOnWire(certificate), chain, ...shown },
			location: locationOf(CERTIFICATE_PATH, { ...input.params, certificateId }),
		};
	},
});

const revoke = operation({
	id: 'revokeCertificate',
	method: 'delete',
	path: CERTIFICATE_PATH,
	summary: 'Revoke a certificate: it and the tokens that were issued for it stop working at once, and no others',
	params: certificateParams,
	query: revokeQuery,
	body: noBody,
	success: { 204: { description: 'Revoked' } },
	problems: [409],
	async handle({ latchkey, actor, params, query }) {
		const { domainId, clientId, certificateId } = params;
		const leaked = query.leaked === 'true';
		await latchkey.certificates.revoke(actor, domainId, clientId, certificateId, { leaked });
		return { status: 204 };
	},
});

export const certificateOperations = [list, add, revoke];
