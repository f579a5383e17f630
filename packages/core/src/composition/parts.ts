import type { AddApplication } from '../applications/add.ts';
import type { Reveal } from '../applications/reveal.ts';
import type { ApplicationService } from '../applications/service.ts';
import type { ApplicationWriter } from '../applications/writer.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { BackgroundOfProcess } from '../background.ts';
import type { CertificateAdder } from '../certificates/adder.ts';
import type { Authorities } from '../certificates/authorities.ts';
import type { CertificateIssuer } from '../certificates/issuer.ts';
import type { RequestSigner } from '../certificates/request-signer.ts';
import type { RevocationLists } from '../certificates/revocation-lists.ts';
import type { CertificateService } from '../certificates/service.ts';
import type { MassRevocation } from '../credentials/mass-revocation.ts';
import type { DigestKey } from '../keys/digest-key.ts';
import type { LeakService } from '../leaks/service.ts';
import type { LifeCycle } from '../lifecycle/life-cycle.ts';
import type { Loops } from '../loops.ts';
import type { Counters } from '../metrics/counters.ts';
import type { Notifications } from '../notifications/notifications.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import type { Policies } from '../policies/policies.ts';
import type { PolicyService } from '../policies/service.ts';
import type { SecretMint } from '../secrets/mint.ts';
import type { SecretService } from '../secrets/service.ts';
import type { SelfService } from '../self/service.ts';
import type { Offboarding } from '../tenants/offboarding.ts';
import type { AuthenticateClient } from '../tokens/authenticate.ts';
import type { TokenIssuer } from '../tokens/issue.ts';
import type { Revocations } from '../tokens/revocations.ts';
import type { SigningKeys } from '../tokens/signing-keys.ts';
import type { TokenStanding } from '../tokens/standing.ts';
import type { TokenInspector, TokenVerifier } from '../tokens/verify.ts';
import type { UsageBuffer } from '../usage/buffer.ts';
import type { UseRecorder } from '../usage/record-use.ts';
import type { UseReport } from '../usage/report.ts';
import type { UsageReporting } from '../usage/reporting.ts';

/** Names a part of Latchkey, and says what it is. */
export type Part<T> = symbol & { readonly made?: T };

const part = <T>(name: string): Part<T> => Symbol(name);

/** All that is put together once for a process. */
export const parts = {
	digestKey: part<DigestKey>('DigestKey'),
	dataKeys: part<DataKeys>('DataKeys'),
	policies: part<Policies>('Policies'),
	writer: part<ApplicationWriter>('ApplicationWriter'),
	mint: part<SecretMint>('SecretMint'),
	add: part<AddApplication>('AddApplication'),
	reveal: part<Reveal>('Reveal'),
	usage: part<UsageBuffer>('UsageBuffer'),
	usageReporting: part<UsageReporting>('UsageReporting'),
	useRecorder: part<UseRecorder>('UseRecorder'),
	authenticate: part<AuthenticateClient>('AuthenticateClient'),
	lifeCycle: part<LifeCycle>('LifeCycle'),
	background: part<BackgroundOfProcess>('Background'),
	self: part<SelfService>('SelfService'),
	signingKeys: part<SigningKeys>('SigningKeys'),
	revocations: part<Revocations>('Revocations'),
	issuer: part<TokenIssuer>('TokenIssuer'),
	verifier: part<TokenVerifier & TokenInspector>('TokenVerifier'),
	standing: part<TokenStanding>('TokenStanding'),
	loops: part<Loops>('Loops'),
	counters: part<Counters>('Counters'),
	applications: part<ApplicationService>('ApplicationService'),
	secrets: part<SecretService>('SecretService'),
	authorities: part<Authorities>('Authorities'),
	revocationLists: part<RevocationLists>('RevocationLists'),
	certificateIssuer: part<CertificateIssuer>('CertificateIssuer'),
	certificateAdder: part<CertificateAdder>('CertificateAdder'),
	requestSigner: part<RequestSigner>('RequestSigner'),
	certificates: part<CertificateService>('CertificateService'),
	leaks: part<LeakService>('LeakService'),
	massRevocation: part<MassRevocation>('MassRevocation'),
	useReport: part<UseReport>('UseReport'),
	policyService: part<PolicyService>('PolicyService'),
	notifications: part<Notifications>('Notifications'),
	offboarding: part<Offboarding>('Offboarding'),
	auditLog: part<AuditLog>('AuditLog'),
};
