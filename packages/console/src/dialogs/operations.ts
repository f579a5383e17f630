import type { Failure } from '../api/failure.ts';
import type { Application } from '../api/wire.ts';
import { applicationRefreshed } from '../flyout/transitions.ts';
import { rowChanged } from '../list/transitions.ts';
import { ofUser } from '../session/transitions.ts';
import type { Parts } from '../state/parts.ts';
import type { CredentialsDialog, Ending, RotateDialog } from '../state/state.ts';
import { endings } from './endings.ts';
import {
	addOpened,
	confirmOpened,
	confirmRefreshed,
	credentialsCame,
	credentialsCleared,
	credentialsOpened,
	dialogBusy,
	dialogClosed,
	dialogFailed,
	type Meant,
	rotateOpened,
} from './transitions.ts';

/** So long a credential stays on the page at most. */
const CREDENTIALS_MS = 120_000;

export interface DialogOperations {
	openAdd(): void;
	add(): Promise<void>;
	openCredentials(application: Application, secretId?: string): void;
	/** Resolves to them, revealing them where they are not there yet. */
	credentials(): Promise<NonNullable<CredentialsDialog['credentials']> | undefined>;
	openRotate(application: Application): void;
	rotate(): Promise<void>;
	/** Reads first what is asked about, so that it is told as it is. */
	openConfirm(ending: Ending, clientId: string, meant?: Meant): Promise<void>;
	confirm(): Promise<void>;
	close(): void;
}

export interface DialogContext {
	readonly failed: (error: unknown) => Failure;
	readonly notice: (text: string) => void;
	readonly reload: () => Promise<void>;
	readonly openFlyout: (clientId: string) => Promise<void>;
	readonly closeFlyout: (clientId: string) => void;
}

export function dialogOperations(parts: Parts, context: DialogContext): DialogOperations {
	const { store, api, texts, after, unique } = parts;
	const { failed, notice, reload } = context;
	let stopClearing = (): void => undefined;

	function clearInTime(): void {
		stopClearing();
		stopClearing = after(CREDENTIALS_MS, () => store.apply(credentialsCleared));
	}

	const domain = (): string => store.get().domainId ?? '';
	const user = (): string | undefined => store.get().session?.userId;

	/** Runs what an open dialog asks for; undefined where it fails, which the dialog then says. */
	async function run<Result>(call: () => Promise<Result>): Promise<Result | undefined> {
		const before = store.get().dialog;
		if (before === null || before.busy) return undefined;
		store.apply(dialogBusy);
		try {
			return await call();
		} catch (error) {
			store.apply(dialogFailed(failed(error)));
			return undefined;
		}
	}

	async function refreshed(clientId: string): Promise<void> {
		try {
			const read = await api().read(domain(), clientId);
			store.apply(rowChanged(read.application));
			store.apply(applicationRefreshed(read));
		} catch (error) {
			failed(error);
		}
	}

	return {
		openAdd: () => store.apply(addOpened(unique())),
		async add() {
			const { dialog } = store.get();
			if (dialog?.kind !== 'add') return;
			const { name, description, idempotencyKey } = dialog;
			const userId = user();
			const added = await run(() =>
				api().add(domain(), { name: name.trim(), description: description.trim() }, idempotencyKey),
			);
			if (added === undefined || user() !== userId) return;
			const { credentials, ...application } = added;
			// The flyout first: the credentials lie on top of it.
			const opening = context.openFlyout(application.clientId);
			store.apply(ofUser(userId, credentialsOpened(application, 'added', { credentials })));
			clearInTime();
			await Promise.all([reload(), opening]);
		},
		openCredentials: (application, secretId) => store.apply(credentialsOpened(application, 'menu', { secretId })),
		async credentials() {
			const { dialog } = store.get();
			if (dialog?.kind !== 'credentials') return undefined;
			if (dialog.credentials !== null) return dialog.credentials;
			const { clientId } = dialog.application;
			const userId = user();
			const credentials = await run(() => api().reveal(domain(), clientId, dialog.secretId));
			if (credentials === undefined || store.get().dialog === null) return undefined;
			store.apply(ofUser(userId, credentialsCame(credentials, dialog.secretId)));
			clearInTime();
			return credentials;
		},
		openRotate: (application) => store.apply(rotateOpened(application)),
		async rotate() {
			const { dialog } = store.get();
			if (dialog?.kind !== 'rotate') return;
			const { clientId } = dialog.application;
			const userId = user();
			const added = await run(() => api().rotate(domain(), clientId, rotateInput(dialog, Date.now())));
			if (added === undefined || user() !== userId) return;
			const { secretId, credentials } = added;
			store.apply(ofUser(userId, credentialsOpened(dialog.application, 'rotated', { secretId, credentials })));
			clearInTime();
			await refreshed(clientId);
		},
		async openConfirm(ending, clientId, meant = {}) {
			try {
				const read = await api().read(domain(), clientId);
				store.apply(confirmOpened(ending, read, asItIs(meant, read.application)));
			} catch (error) {
				notice(texts().failure(failed(error)).title);
			}
		},
		async confirm() {
			const { dialog } = store.get();
			if (dialog?.kind !== 'confirm') return;
			const { clientId, name } = dialog.application;
			const done = await run(async () => {
				await endings[dialog.ending](api(), domain(), dialog);
				return true;
			});
			if (done === true) {
				store.apply(dialogClosed);
				notice(texts().ended[dialog.ending](name));
				if (dialog.ending === 'remove') context.closeFlyout(clientId);
				else await refreshed(clientId);
				if (dialog.ending === 'remove') await reload();
				return;
			}
			const after412 = store.get().dialog;
			if (after412?.failure?.kind !== 'precondition-failed') return;
			try {
				const { application, tag } = await api().read(domain(), clientId);
				store.apply(confirmRefreshed(application, tag, after412.failure));
			} catch (error) {
				store.apply(dialogFailed(failed(error)));
			}
		},
		close() {
			stopClearing();
			store.apply(dialogClosed);
		},
	};
}

/** Which credential is meant, as it was just read: where it has gone, as it was when it was chosen. */
function asItIs({ secret, certificate }: Meant, { secrets, certificates }: Application): Meant {
	return {
		secret: secrets.find(({ secretId }) => secretId === secret?.secretId) ?? secret,
		certificate: certificates.find(({ certificateId }) => certificateId === certificate?.certificateId) ?? certificate,
	};
}

const DAY_S = 86_400;

function rotateInput(
	{ overlap, lifetime }: RotateDialog,
	now: number,
): { overlap?: number; expiresAt?: string | null } {
	return {
		...(overlap !== null && { overlap }),
		...(lifetime === 'never' && { expiresAt: null }),
		...(typeof lifetime === 'number' && { expiresAt: new Date(now + lifetime * DAY_S * 1000).toISOString() }),
	};
}
