import 'reflect-metadata';
import { type DependencyContainer, type InjectionToken, instanceCachingFactory, container as root } from 'tsyringe';
import { describeSession } from './actors/session.ts';
import { type AddApplication, addApplication } from './applications/add.ts';
import { type Reveal, reveal } from './applications/reveal.ts';
import { type ApplicationService, applicationService } from './applications/service.ts';
import { type ApplicationWriter, type ApplicationWriterParts, applicationWriter } from './applications/writer.ts';
import { type AuditLog, auditLog } from './audit/audit-log.ts';
import { type BackgroundOfProcess, background } from './background.ts';
import type { Latchkey } from './embedded.ts';
import { type DigestKey, digestKey } from './keys/digest-key.ts';
import { inspectKeys } from './keys/inspect-keys.ts';
import { rekey } from './keys/rekey.ts';
import { reportSignature } from './leaks/report-signature.ts';
import { type LeakService, leakService } from './leaks/service.ts';
import { type LifeCycle, lifeCycle } from './lifecycle/life-cycle.ts';
import { redactingLogger } from './logging.ts';
import { type Loops, loops } from './loops.ts';
import { type Notifications, notifications } from './notifications/notifications.ts';
import { checkOptions, type LatchkeyOptions } from './options.ts';
import { type DataKeys, dataKeys } from './policies/data-keys.ts';
import { type Policies, policies } from './policies/policies.ts';
import { type PolicyService, policyService } from './policies/service.ts';
import { pooledRandom } from './pooled-random.ts';
import type { Logger } from './ports.ts';
import { privilegeCatalogue } from './privileges.ts';
import { randomBase62 } from './secrets/base62.ts';
import { type MassRevocation, massRevocation } from './secrets/mass-revocation.ts';
import { type SecretMint, secretMint } from './secrets/mint.ts';
import { type SelfService, selfService } from './secrets/self.ts';
import { type SecretService, secretService } from './secrets/service.ts';
import { type Offboarding, offboarding, shredSealedSecrets } from './tenants/offboarding.ts';
import { type AuthenticateClient, clientAuthentication } from './tokens/authenticate.ts';
import { type TokenIssuer, tokenIssuer } from './tokens/issue.ts';
import { keyTermsOf } from './tokens/key-schedule.ts';
import { type Revocations, revocations } from './tokens/revocations.ts';
import { type CheckedTokenSettings, checkTokenSettings, MAX_LIFETIME_SECONDS } from './tokens/settings.ts';
import { type SigningKeys, signingKeys } from './tokens/signing-keys.ts';
import { type TokenStanding, tokenStanding } from './tokens/standing.ts';
import { type TokenInspector, type TokenVerifier, tokenVerifier } from './tokens/verify.ts';
import { type UsageBuffer, usageBuffer } from './usage/buffer.ts';
import { type UseRecorder, useRecorder } from './usage/record-use.ts';
import { type UseReport, useReport } from './usage/report.ts';
import { type UsageReporting, usageReporting } from './usage/reporting.ts';

const token = <T>(name: string): InjectionToken<T> => Symbol(name);

const tokens = {
	digestKey: token<DigestKey>('DigestKey'),
	dataKeys: token<DataKeys>('DataKeys'),
	policies: token<Policies>('Policies'),
	writer: token<ApplicationWriter>('ApplicationWriter'),
	mint: token<SecretMint>('SecretMint'),
	add: token<AddApplication>('AddApplication'),
	reveal: token<Reveal>('Reveal'),
	usage: token<UsageBuffer>('UsageBuffer'),
	usageReporting: token<UsageReporting>('UsageReporting'),
	useRecorder: token<UseRecorder>('UseRecorder'),
	authenticate: token<AuthenticateClient>('AuthenticateClient'),
	lifeCycle: token<LifeCycle>('LifeCycle'),
	background: token<BackgroundOfProcess>('Background'),
	self: token<SelfService>('SelfService'),
	signingKeys: token<SigningKeys>('SigningKeys'),
	revocations: token<Revocations>('Revocations'),
	issuer: token<TokenIssuer>('TokenIssuer'),
	verifier: token<TokenVerifier & TokenInspector>('TokenVerifier'),
	standing: token<TokenStanding>('TokenStanding'),
	loops: token<Loops>('Loops'),
	applications: token<ApplicationService>('ApplicationService'),
	secrets: token<SecretService>('SecretService'),
	leaks: token<LeakService>('LeakService'),
	massRevocation: token<MassRevocation>('MassRevocation'),
	useReport: token<UseReport>('UseReport'),
	policyService: token<PolicyService>('PolicyService'),
	notifications: token<Notifications>('Notifications'),
	offboarding: token<Offboarding>('Offboarding'),
	auditLog: token<AuditLog>('AuditLog'),
};

const PROCESS_ID_LENGTH = 16;
/** Twice as long as a token of any process of this host can live: a clock that was a day ahead must forget nothing. */
const REVOCATION_MEMORY_MS = 2 * MAX_LIFETIME_SECONDS * 1000;

/**
 * Puts Latchkey together. Nothing is read or written before it is used, or before `start`. Throws TypeError where an
 * option could not work.
 */
export function createLatchkey(options: LatchkeyOptions): Latchkey {
	const { container, settings, logger } = compose(options);
	const { store, clock } = options;
	const get = <T>(injectionToken: InjectionToken<T>): T => container.resolve(injectionToken);
	const loop = get(tokens.loops);
	const keys = get(tokens.signingKeys);
	const audit = get(tokens.auditLog);
	const { watch } = audit.refusals;
	const keyParts = {
		hostKeys: store.hostKeys,
		policyRepository: store.policies,
		policies: get(tokens.policies),
		dataKeys: get(tokens.dataKeys),
		keyEncryption: options.keyEncryption,
	};

	return {
		applications: watch('applications', get(tokens.applications)),
		secrets: watch('secrets', get(tokens.secrets)),
		self: get(tokens.self),
		policies: watch('policies', get(tokens.policyService)),
		leaks: get(tokens.leaks),
		massRevocation: watch('massRevocation', get(tokens.massRevocation)),
		useReport: watch('useReport', get(tokens.useReport)),
		endpoints: watch('endpoints', get(tokens.notifications).service),
		offboarding: get(tokens.offboarding),
		audit: { ...watch('audit', audit.service), ...audit.verification },
		tokens: { ...get(tokens.issuer), verify: get(tokens.verifier).verify, ...get(tokens.standing) },
		tokenSettings: settings,
		background: get(tokens.background),
		privileges: options.privileges,
		logger,
		session: (actor) =>
			describeSession(actor, options.privileges, {
				secretsBeyondGrant: options.allowSecretsBeyondGrant ?? false,
				notifications: options.outbound !== undefined,
			}),
		publicKeys: () => keys.publicKeys(),
		signingKeys: { list: keys.list, rotateNow: keys.rotateNow },
		rekey: (onProgress) => rekey(keyParts, onProgress),
		inspectKeys: () => inspectKeys(keyParts),
		ready: () => store.ping(),
		async start() {
			await get(tokens.digestKey).get();
			await audit.load();
			await keys.maintain();
			await get(tokens.revocations).refresh();
			loop.start();
			logger.debug({ at: clock.now() }, 'latchkey has started');
		},
		async close() {
			await get(tokens.useRecorder).settled();
			await loop.stop();
			await store.close();
		},
	};
}

interface Composition {
	readonly container: DependencyContainer;
	readonly settings: CheckedTokenSettings;
	readonly logger: Logger;
}

function compose(options: LatchkeyOptions): Composition {
	const container = root.createChildContainer();
	const { store, clock, scheduler, throttle, keyEncryption } = options;
	const checked = checkOptions(options);
	const settings = checkTokenSettings(options.tokens);
	const catalogue = privilegeCatalogue(options.privileges);
	const logger = redactingLogger(options.logger, checked.secretPrefix);
	const rules = { revocationMemoryMs: REVOCATION_MEMORY_MS };
	const random = options.random ?? pooledRandom();
	const { applications, hostKeys, usage: usageRepository } = store;

	const processId = randomBase62(random, PROCESS_ID_LENGTH);
	const minQuietMs = Math.max(10 * checked.usageFlushMs, 2 * settings.lifetimeSeconds * 1000);
	const onCommitted: ApplicationWriterParts['onCommitted'] = (application, events) => {
		get(tokens.revocations).note(application);
		if (events.length > 0) get(tokens.background).nudge('relay');
		if (application.nextDueAt !== null && application.nextDueAt <= clock.now()) {
			get(tokens.background).nudge('life_cycle');
		}
	};
	const get = <T>(injectionToken: InjectionToken<T>): T => container.resolve(injectionToken);
	const provide = <T>(injectionToken: InjectionToken<T>, make: () => T): void => {
		container.register(injectionToken, { useFactory: instanceCachingFactory(make) });
	};

	provide(tokens.digestKey, () => digestKey({ hostKeys, keyEncryption, random, clock }));
	provide(tokens.dataKeys, () => dataKeys(keyEncryption, random));
	provide(tokens.signingKeys, () => signingKeys({ hostKeys, keyEncryption, clock, ...keyTermsOf(settings) }));
	provide(tokens.usage, () => usageBuffer(usageRepository, logger));
	provide(tokens.usageReporting, () =>
		usageReporting({ usage: get(tokens.usage), processes: store.processes, clock, processId }),
	);
	provide(tokens.useRecorder, () =>
		useRecorder({ usage: get(tokens.usage), writer: get(tokens.writer), clock, scheduler, logger }),
	);
	provide(tokens.authenticate, () =>
		clientAuthentication({ ...checked, applications, digestKey: get(tokens.digestKey), throttle, clock, logger }),
	);
	provide(tokens.revocations, () =>
		revocations({
			applications,
			revokedTokens: store.revokedTokens,
			readKeys: get(tokens.signingKeys).refresh,
			clock,
			logger,
			revocationMemoryMs: REVOCATION_MEMORY_MS,
		}),
	);
	provide(tokens.policies, () =>
		policies({
			...checked,
			repository: store.policies,
			dataKeys: get(tokens.dataKeys),
			clock,
			random,
			minQuietMs,
			onCommitted: () => get(tokens.background).nudge('relay'),
		}),
	);
	provide(tokens.writer, () =>
		applicationWriter({ applications, dueWork: store.dueWork, clock, random, scheduler, rules, onCommitted }),
	);
	provide(tokens.mint, () => secretMint(random, checked.secretPrefix, get(tokens.digestKey), get(tokens.dataKeys)));
	provide(tokens.reveal, () =>
		reveal({
			...checked,
			writer: get(tokens.writer),
			policies: get(tokens.policies),
			dataKeys: get(tokens.dataKeys),
			clock,
		}),
	);
	provide(tokens.add, () =>
		addApplication({
			...checked,
			applications,
			writer: get(tokens.writer),
			policies: get(tokens.policies),
			digestKey: get(tokens.digestKey),
			mint: get(tokens.mint),
			clock,
			random,
			catalogue,
			tokenLifetimes: settings,
			onCommitted,
			showAgain: get(tokens.reveal).showAgain,
		}),
	);
	provide(tokens.applications, () =>
		applicationService({
			...checked,
			applications,
			usage: usageRepository,
			policies: get(tokens.policies),
			writer: get(tokens.writer),
			add: get(tokens.add),
			reveal: get(tokens.reveal),
			clock,
			catalogue,
			tokenLifetimes: settings,
		}),
	);
	provide(tokens.secrets, () =>
		secretService({
			...checked,
			rules,
			applications,
			writer: get(tokens.writer),
			usage: usageRepository,
			policies: get(tokens.policies),
			mint: get(tokens.mint),
			clock,
		}),
	);
	provide(tokens.policyService, () =>
		policyService({
			policies: get(tokens.policies),
			dataKeys: get(tokens.dataKeys),
			defaultRules: checked.defaultRules,
			floor: checked.floor,
			shredSealedSecrets: (tenant, actor) =>
				shredSealedSecrets({ applications, writer: get(tokens.writer) }, tenant, actor),
		}),
	);
	provide(tokens.leaks, () =>
		leakService({
			...checked,
			applications,
			writer: get(tokens.writer),
			policies: get(tokens.policies),
			digestKey: get(tokens.digestKey),
			assertSigned: reportSignature(options.leakReportKeys ?? {}),
			logger,
		}),
	);
	provide(tokens.massRevocation, () =>
		massRevocation({ applications, policies: store.policies, writer: get(tokens.writer) }),
	);
	provide(tokens.useReport, () => useReport({ applications, usage: usageRepository, clock }));
	provide(tokens.notifications, () =>
		notifications({
			...checked,
			store,
			policies: get(tokens.policies),
			dataKeys: get(tokens.dataKeys),
			outbound: options.outbound,
			clock,
			random,
			onCommitted: () => get(tokens.background).nudge('relay'),
			onDue: () => get(tokens.background).nudge('deliver'),
		}),
	);
	provide(tokens.offboarding, () =>
		offboarding({
			applications,
			policyRepository: store.policies,
			writer: get(tokens.writer),
			policies: get(tokens.policies),
			notifications: get(tokens.notifications),
		}),
	);
	const tokenParts = () => ({
		authenticate: get(tokens.authenticate),
		recordUse: get(tokens.useRecorder).recordUse,
		signingKeys: get(tokens.signingKeys),
		revocations: get(tokens.revocations),
		clock,
		settings,
	});
	provide(tokens.issuer, () =>
		tokenIssuer({ ...tokenParts(), random, privileges: catalogue.definitions.map(({ name }) => name) }),
	);
	provide(tokens.verifier, () => tokenVerifier({ ...checked, ...tokenParts() }));
	provide(tokens.standing, () =>
		tokenStanding({
			...tokenParts(),
			inspector: get(tokens.verifier),
			revokedTokens: store.revokedTokens,
			writer: get(tokens.writer),
		}),
	);
	provide(tokens.auditLog, () =>
		auditLog({
			...checked,
			store,
			keyEncryption,
			signingKeys: get(tokens.signingKeys),
			clock,
			random,
			scheduler,
			logger,
		}),
	);
	provide(tokens.loops, () =>
		loops({
			...checked,
			refusals: get(tokens.auditLog).refusals,
			scheduler,
			logger,
			usage: get(tokens.usageReporting),
			signingKeys: get(tokens.signingKeys),
			background: get(tokens.background),
		}),
	);
	provide(tokens.lifeCycle, () =>
		lifeCycle({
			applications,
			dueWork: store.dueWork,
			usage: usageRepository,
			processes: store.processes,
			writer: get(tokens.writer),
			policies: get(tokens.policies),
			mint: get(tokens.mint),
			clock,
			logger,
		}),
	);
	provide(tokens.background, () =>
		background({
			...options,
			...checked,
			lifeCycle: get(tokens.lifeCycle),
			auditLog: get(tokens.auditLog),
			fanOut: get(tokens.notifications).fanOut,
			policies: get(tokens.policies),
			dataKeys: get(tokens.dataKeys),
			random,
			logger,
			listener: options.onEvent ?? (({ type, clientId, id }) => logger.info({ type, clientId, eventId: id }, 'event')),
			processId,
		}),
	);
	provide(tokens.self, () =>
		selfService({
			rules,
			applications,
			usage: usageRepository,
			writer: get(tokens.writer),
			policies: get(tokens.policies),
			dataKeys: get(tokens.dataKeys),
			mint: get(tokens.mint),
			authenticate: get(tokens.authenticate),
			recordUse: get(tokens.useRecorder).recordUse,
			clock,
		}),
	);
	return { container, settings, logger };
}
