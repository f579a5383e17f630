import type {
	ApplicationPage,
	AuditPage as AuditPageView,
	CertificateView,
	ClientApplicationView,
	Credentials,
	DeliveryView,
	EndpointPage as EndpointPageView,
	EndpointView,
	SecretView,
	Session,
} from '@latchkey/core';

/** What core tells, as the management API sends it: instants, which core counts, are RFC 3339 text. */
type OnWire<Value> = Value extends readonly (infer Item)[]
	? readonly OnWire<Item>[]
	: Value extends object
		? {
				readonly [Member in keyof Value]: Member extends `${string}At`
					? InstantOnWire<Value[Member]>
					: OnWire<Value[Member]>;
			}
		: Value;
type InstantOnWire<Value> = Value extends number ? string : Value;

export type SessionAnswer = OnWire<Session>;
export type Domain = SessionAnswer['domains'][number];
export type Privilege = SessionAnswer['privileges'][number];
export type Secret = OnWire<SecretView>;
export type Certificate = OnWire<CertificateView>;
export type Application = OnWire<Omit<ClientApplicationView, 'tag' | 'tokenLifetimeSeconds'>> & {
	readonly tokenLifetime: number | null;
};
export type PublicKey = Application['publicKeys'][number];
/** RFC 7517. */
export type Jwk = Readonly<Record<string, unknown>>;
export type Rotation = NonNullable<Application['rotation']>;
export type Page = OnWire<Omit<ApplicationPage, 'items'>> & { readonly items: readonly Application[] };
export type EndpointPage = OnWire<Omit<EndpointPageView, 'items'>> & { readonly items: readonly Endpoint[] };
export type Endpoint = OnWire<Omit<EndpointView, 'tag' | 'failingSince'>> & { readonly failingSince: string | null };
export type AddedEndpoint = Endpoint & { readonly signingSecret: string };
export type Attempt = OnWire<Omit<DeliveryView['log'][number], 'at'>> & { readonly at: string };
export type Delivery = OnWire<Omit<DeliveryView, 'log'>> & { readonly log: readonly Attempt[] };
export interface DeliveryPage {
	/** Newest first. */
	readonly items: readonly Delivery[];
	readonly next: string | null;
}
export interface EndpointInput {
	readonly url: string;
	/** Null for the whole domain. */
	readonly clientId: string | null;
}
export type AuditPage = OnWire<AuditPageView>;
export type AuditEntry = AuditPage['items'][number];
export type { Credentials };
export type AddedApplication = Application & { readonly credentials: Credentials };
export type AddedSecret = Secret & { readonly credentials: Credentials };

/** What is shown in the answer that made it, and never again, is absent where nothing was made here. */
export type AddedCertificate = Certificate & {
	/** PEM. */
	readonly pem: string;
	readonly chain?: string;
	readonly privateKey?: string;
	/** base64. */
	readonly pkcs12?: string;
	readonly password?: string;
};

/** One of the three: issue, sign, register. Seconds; by the rules of the domain where absent. */
export type CertificateInput = (
	| { readonly format: 'pem' | 'pkcs12'; readonly password?: string }
	| { readonly request: string }
	| { readonly certificate: string }
) & { readonly overlap?: number; readonly validity?: number };

export interface AddInput {
	readonly name: string;
	readonly description: string;
}

export interface ChangeInput {
	readonly name?: string;
	readonly description?: string;
	readonly privileges?: readonly string[];
	readonly status?: 'enabled' | 'disabled';
	readonly ownerId?: string;
	readonly allowedAddresses?: readonly string[];
	/** The whole new set. */
	readonly jwks?: { readonly keys: readonly Jwk[] };
	/** Null for nowhere. */
	readonly jwksUri?: string | null;
}

export interface RotateInput {
	/** Seconds; by the rules of the domain where absent. */
	readonly overlap?: number;
	/** Never where null; as long a life as the newest secret was given where absent. */
	readonly expiresAt?: string | null;
}

/** An application, and the entity tag under which it can be edited. */
export interface Read {
	readonly application: Application;
	readonly tag: string;
}

/** RFC 9457, as the management API sends it. */
export interface Problem {
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly detail: string;
	readonly limit?: number;
	readonly privileges?: readonly string[];
	readonly issues?: readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
	readonly requestId?: string;
}
