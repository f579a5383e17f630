import type { Failure } from '../api/failure.ts';
import type {
	AddedCertificate,
	Application,
	AuditEntry,
	Certificate,
	Credentials,
	Delivery,
	Endpoint,
	Page,
	Secret,
	SessionAnswer,
} from '../api/wire.ts';
import type { PasteFault } from '../keys/pasted-keys.ts';

export type StatusFilter = 'all' | 'enabled' | 'disabled';

export interface ListState {
	readonly text: string;
	readonly status: StatusFilter;
	/** Of the pages before this one and of this one; undefined is the first page's. */
	readonly cursors: readonly (string | undefined)[];
	readonly page: Page | null;
	/** Rises with every question, so that an answer to an earlier one is not shown. */
	readonly asked: number;
	readonly loading: boolean;
	readonly failure: Failure | null;
}

/** What a call that a dialog or a form makes has come to. */
export interface Progress {
	readonly busy: boolean;
	readonly failure: Failure | null;
}

export interface AddDialog extends Progress {
	readonly kind: 'add';
	readonly name: string;
	readonly description: string;
	readonly idempotencyKey: string;
}

export type Shown = 'clientSecret' | 'oauthCredentials' | 'curl';

export interface CredentialsDialog extends Progress {
	readonly kind: 'credentials';
	readonly application: Application;
	/** What to reveal; the newest secret where undefined. */
	readonly secretId: string | undefined;
	/** Made just now, or by rotating; or asked for from the menu. */
	readonly occasion: 'added' | 'rotated' | 'menu';
	/** Null until somebody asks for it, and again when its time on the page is over. */
	readonly credentials: Credentials | null;
	readonly shown: readonly Shown[];
	/** Whether it was here and was taken away again. */
	readonly cleared: boolean;
}

/** Seconds; null for what the rules of the domain say. */
export type OverlapChoice = number | null;
/** Days; `same` for as long as the newest secret was given, `never` for no end. */
export type LifetimeChoice = number | 'same' | 'never';

export interface RotateDialog extends Progress {
	readonly kind: 'rotate';
	readonly application: Application;
	readonly overlap: OverlapChoice;
	readonly lifetime: LifetimeChoice;
}

export type Ending =
	| 'disable'
	| 'enable'
	| 'revokeTokens'
	| 'remove'
	| 'revoke'
	| 'revokeCertificate'
	| 'complete'
	| 'cancel';

/** Asks before something stops working. */
export interface ConfirmDialog extends Progress {
	readonly kind: 'confirm';
	readonly ending: Ending;
	readonly application: Application;
	/** Of what `application` shows. */
	readonly tag: string;
	/** Which one is revoked. */
	readonly secret: Secret | null;
	readonly certificate: Certificate | null;
	readonly leaked: boolean;
	/** The name as typed, where a removal asks for it. */
	readonly typed: string;
}

export type Dialog = AddDialog | CredentialsDialog | RotateDialog | ConfirmDialog;

export type Tab = 'details' | 'privileges' | 'secrets' | 'certificates' | 'notifications' | 'activity';

export interface Draft {
	readonly name: string;
	readonly description: string;
	readonly ownerId: string;
	readonly privileges: readonly string[];
	/** One a line. */
	readonly allowedAddresses: string;
}

export interface ActivityState extends Progress {
	/** Newest first. */
	readonly entries: readonly AuditEntry[];
	/** Where what came before begins; null at the end. */
	readonly next: string | null;
}

export interface EndpointDraft {
	readonly url: string;
	/** Whether it hears of every application of the domain, or of this one. */
	readonly wholeDomain: boolean;
}

export interface OpenedDeliveries {
	readonly endpointId: string;
	/** Newest first. */
	readonly deliveries: readonly Delivery[];
	readonly next: string | null;
}

export interface NotificationsState extends Progress {
	/** Null until somebody looks at them. */
	readonly endpoints: readonly Endpoint[] | null;
	readonly adding: EndpointDraft | null;
	/** While it is shown, after it was made. */
	readonly signingSecret: { readonly endpointId: string; readonly text: string; readonly shown: boolean } | null;
	readonly opened: OpenedDeliveries | null;
	/** Which one is about to be removed, once that is confirmed. */
	readonly removing: string | null;
}

/** How a certificate comes about: as one file, as PEM, for a key that its holder keeps, or signed by its holder. */
export type CertificateKind = 'pkcs12' | 'pem' | 'request' | 'register';

export interface CertificateDraft {
	readonly kind: CertificateKind;
	/** Of the PKCS#12; made by the server where empty. */
	readonly password: string;
	/** The request, or the certificate. */
	readonly pasted: string;
	/** Days; `same` for as long as the newest one was given, or a year. */
	readonly lifetime: number | 'same';
	readonly overlap: OverlapChoice;
}

/** What was made just now: its key is here for two minutes at most. */
export interface MadeCertificate {
	readonly certificate: AddedCertificate;
	readonly passwordShown: boolean;
}

export interface CertificatesState extends Progress {
	readonly adding: CertificateDraft | null;
	readonly made: MadeCertificate | null;
}

/** One of the two is typed. */
export interface KeyDraft {
	readonly pasted: string;
	readonly uri: string;
	/** Why what was pasted is no public key. */
	readonly fault: PasteFault | null;
}

export interface KeysState extends Progress {
	readonly adding: KeyDraft | null;
	/** Which key is about to be removed, once that is confirmed. */
	readonly removing: string | null;
}

export interface FlyoutState extends Progress {
	readonly clientId: string;
	readonly tab: Tab;
	/** As last read; null until then. */
	readonly application: Application | null;
	readonly tag: string;
	readonly draft: Draft | null;
	/** What somebody else made of it meanwhile, where a change met with that. */
	readonly theirs: Application | null;
	readonly search: string;
	/** Null until somebody looks at it. */
	readonly activity: ActivityState | null;
	readonly certificates: CertificatesState;
	readonly notifications: NotificationsState;
	readonly keys: KeysState;
	/** Whether it asks what shall become of unsaved changes. */
	readonly leaving: boolean;
}

export interface Notice {
	readonly text: string;
	/** Rises with every notice, so that the same words are said again. */
	readonly number: number;
}

export interface State {
	readonly session: SessionAnswer | null;
	/** Why there is no session. */
	readonly sessionFailure: Failure | null;
	readonly domainId: string | null;
	readonly list: ListState;
	/** Client ID of the row whose menu is open. */
	readonly menu: string | null;
	readonly flyout: FlyoutState | null;
	readonly dialog: Dialog | null;
	readonly notice: Notice;
}

export const initialState: State = {
	session: null,
	sessionFailure: null,
	domainId: null,
	list: { text: '', status: 'all', cursors: [undefined], page: null, asked: 0, loading: true, failure: null },
	menu: null,
	flyout: null,
	dialog: null,
	notice: { text: '', number: 0 },
};
