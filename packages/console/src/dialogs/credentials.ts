import { html, nothing, type TemplateResult } from 'lit';
import type { Credentials } from '../api/wire.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { failureView } from '../pieces/failure.ts';
import { icons } from '../pieces/icons.ts';
import { modalView } from '../pieces/modal.ts';
import type { View } from '../pieces/view.ts';
import type { CredentialsDialog, Shown } from '../state/state.ts';
import { curlLine } from './curl-line.ts';
import { toggledShown } from './transitions.ts';

const MASK = '••••••••••••••••••••••••';

/** Client ID, Client Secret and OAuth Credentials: masked until asked for, and then here for two minutes at most. */
export function credentialsView(view: View, dialog: CredentialsDialog): TemplateResult {
	const { run, texts, state } = view;
	const words = texts.credentials;
	const { application, occasion } = dialog;
	const showOnce = state.list.page?.showOnce === true;
	const { clientId } = application;
	const content = html`<div class="form">
		<p class="quiet">${words.intros[occasion]}${showOnce ? html` <strong>${words.showOnce}</strong>` : nothing}</p>
		${failureView(dialog.failure, view)} ${clearedView(view, dialog, showOnce)}
		<div class="callout warning">
			${icons.warning}
			<div>
				<strong>${words.warning}</strong>
				<p>${words.warningWhy}</p>
			</div>
		</div>
		<dl class="credentials">
			<div>
				<dt>${words.clientId}</dt>
				<dd><code class="value">${clientId}</code>${copyButton(view, words.clientId, () => clientId)}</dd>
			</div>
			${maskedView(view, dialog, 'clientSecret')} ${maskedView(view, dialog, 'oauthCredentials')}
			${maskedView(view, dialog, 'curl')}
		</dl>
	</div>`;
	const footer = html`<span class="quiet grow">${words.leaving}</span>
		<button type="button" class="button primary" @click=${run.dialogs.close}>${words.done}</button>`;
	const title = words.titles[occasion](application.name);
	return modalView({ id: 'dialog-title', className: 'wide', title, content, footer, close: run.dialogs.close }, view);
}

function clearedView(
	{ texts }: View,
	{ cleared }: CredentialsDialog,
	showOnce: boolean,
): TemplateResult | typeof nothing {
	const words = texts.credentials;
	if (!cleared) return nothing;
	return html`<p class="callout" role="alert">${words.cleared}${showOnce ? html` ${words.clearedOnce}` : nothing}</p>`;
}

function maskedView(view: View, dialog: CredentialsDialog, member: Shown): TemplateResult {
	const { run, texts, tokenEndpoint } = view;
	const words = texts.credentials;
	const label = words[member];
	const { credentials, busy } = dialog;
	const shown = credentials !== null && dialog.shown.includes(member);
	const gone = dialog.cleared && view.state.list.page?.showOnce === true;
	const toggle = async (): Promise<void> => {
		if (shown || (await run.dialogs.credentials()) !== undefined) run.apply(toggledShown(member));
	};
	const copied = async (): Promise<string | undefined> => {
		const found = await run.dialogs.credentials();
		return found && textOf(found, member, tokenEndpoint);
	};
	const masked = member === 'curl' ? curlLine(tokenEndpoint, MASK) : MASK;
	return html`<div class=${member === 'curl' ? 'block' : ''}>
		<dt>${label}</dt>
		<dd>
			${
				shown
					? html`<code class="value" data-secret>${textOf(credentials, member, tokenEndpoint)}</code>`
					: html`<code class="value masked" aria-label="${label}: ${words.hidden}" role="img">${masked}</code>`
			}
			<button
				type="button"
				class="icon-button"
				?disabled=${busy || gone}
				aria-label=${(shown ? words.hide : words.show)(label)}
				title=${(shown ? words.hide : words.show)(label)}
				@click=${toggle}
			>
				${shown ? icons.eyeOff : icons.eye}
			</button>
			${gone ? nothing : copyButton(view, label, copied)}
		</dd>
	</div>`;
}

function textOf(credentials: Credentials, member: Shown, tokenEndpoint: string): string {
	return member === 'curl' ? curlLine(tokenEndpoint, credentials.oauthCredentials) : credentials[member];
}
