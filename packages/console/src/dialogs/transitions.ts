import type { Failure } from '../api/failure.ts';
import type { Application, Certificate, Credentials, Secret } from '../api/wire.ts';
import type {
	AddDialog,
	ConfirmDialog,
	CredentialsDialog,
	Dialog,
	Ending,
	RotateDialog,
	Shown,
	State,
} from '../state/state.ts';
import type { Transition } from '../state/store.ts';

const idle = { busy: false, failure: null };

const opened =
	(dialog: Dialog): Transition<State> =>
	(state) => ({ ...state, menu: null, dialog });

export const addOpened = (idempotencyKey: string): Transition<State> =>
	opened({ kind: 'add', name: '', description: '', idempotencyKey, ...idle });

export const credentialsOpened = (
	application: Application,
	occasion: CredentialsDialog['occasion'],
	{ secretId, credentials = null }: { secretId?: string | undefined; credentials?: Credentials | null } = {},
): Transition<State> =>
	opened({ kind: 'credentials', application, occasion, secretId, credentials, shown: [], cleared: false, ...idle });

export const rotateOpened = (application: Application): Transition<State> =>
	opened({ kind: 'rotate', application, overlap: null, lifetime: 'same', ...idle });

/** Of the credentials of an application, the one that is revoked. */
export interface Meant {
	readonly secret?: Secret | undefined;
	readonly certificate?: Certificate | undefined;
}

export const confirmOpened = (
	ending: Ending,
	{ application, tag }: { application: Application; tag: string },
	{ secret, certificate }: Meant = {},
): Transition<State> =>
	opened({
		kind: 'confirm',
		ending,
		application,
		tag,
		secret: secret ?? null,
		certificate: certificate ?? null,
		leaked: false,
		typed: '',
		...idle,
	});

/** A credential goes with it. */
export const dialogClosed: Transition<State> = (state) => ({ ...state, dialog: null });

type OfKind<Kind extends Dialog['kind']> = Extract<Dialog, { kind: Kind }>;

/** Changes the dialog where it is still the one that is open. */
function changeDialog<Kind extends Dialog['kind']>(
	kind: Kind,
	change: (dialog: OfKind<Kind>) => Partial<OfKind<Kind>>,
): Transition<State> {
	return (state) => {
		if (state.dialog?.kind !== kind) return state;
		const dialog = state.dialog as OfKind<Kind>;
		return { ...state, dialog: { ...dialog, ...change(dialog) } };
	};
}

export const addFilledIn = (fields: Partial<Pick<AddDialog, 'name' | 'description'>>): Transition<State> =>
	changeDialog('add', () => fields);

export const rotateFilledIn = (fields: Partial<Pick<RotateDialog, 'overlap' | 'lifetime'>>): Transition<State> =>
	changeDialog('rotate', () => fields);

export const confirmFilledIn = (fields: Partial<Pick<ConfirmDialog, 'leaked' | 'typed'>>): Transition<State> =>
	changeDialog('confirm', () => fields);

export const dialogBusy: Transition<State> = ({ dialog, ...state }) => ({
	...state,
	dialog: dialog && { ...dialog, busy: true, failure: null },
});

export const dialogFailed =
	(failure: Failure): Transition<State> =>
	({ dialog, ...state }) => ({ ...state, dialog: dialog && { ...dialog, busy: false, failure } });

/** What is confirmed is confirmed of what is there now. */
export const confirmRefreshed = (application: Application, tag: string, failure: Failure): Transition<State> =>
	changeDialog('confirm', () => ({ application, tag, failure, busy: false }));

/** Of what was asked for only: the dialog may be another one by now. */
export const credentialsCame = (credentials: Credentials, asked: string | undefined): Transition<State> =>
	changeDialog('credentials', ({ application, secretId }) =>
		application.clientId === credentials.clientId && secretId === asked
			? { credentials, busy: false, failure: null, cleared: false }
			: {},
	);

export const toggledShown = (member: Shown): Transition<State> =>
	changeDialog('credentials', ({ shown }) => ({
		shown: shown.includes(member) ? shown.filter((other) => other !== member) : [...shown, member],
	}));

export const credentialsCleared: Transition<State> = changeDialog('credentials', ({ credentials, cleared }) => ({
	credentials: null,
	shown: [],
	cleared: cleared || credentials !== null,
}));
