import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { failureView } from '../pieces/failure.ts';
import { modalView } from '../pieces/modal.ts';
import { fullTimeView } from '../pieces/time.ts';
import type { View } from '../pieces/view.ts';
import type { ConfirmDialog } from '../state/state.ts';
import { impactOf, isInUse, type Used } from './impact.ts';
import { confirmFilledIn } from './transitions.ts';

/** Says what would break before it breaks. */
export function confirmView(view: View, dialog: ConfirmDialog): TemplateResult {
	const { run, texts, now } = view;
	const { confirm } = texts;
	const { ending, application, busy } = dialog;
	const asksForName = ending === 'remove' && isInUse(application, now);
	const submit = (event: Event): void => {
		event.preventDefault();
		void run.dialogs.confirm();
	};
	const content = html`<form id="confirm-form" class="form" @submit=${submit}>
		<p>${confirm.what[ending]}</p>
		${failureView(dialog.failure, view)} ${impactView(view, dialog)}
		${
			ending === 'revoke' || ending === 'revokeCertificate'
				? html`<label class="choice">
					<input
						type="checkbox"
						name="leaked"
						.checked=${live(dialog.leaked)}
						@change=${(event: Event) =>
							run.apply(confirmFilledIn({ leaked: (event.target as HTMLInputElement).checked }))}
					/>
					<span>${confirm.leaked}<span class="hint">${confirm.leakedWhat}</span></span>
				</label>`
				: nothing
		}
		${
			asksForName
				? html`<label class="field">
					<span>${confirm.type(application.name)}</span>
					<input
						name="typed"
						autocomplete="off"
						spellcheck="false"
						.value=${live(dialog.typed)}
						@input=${(event: Event) => run.apply(confirmFilledIn({ typed: (event.target as HTMLInputElement).value }))}
					/>
				</label>`
				: nothing
		}
	</form>`;
	const blocked = busy || (asksForName && dialog.typed.trim() !== application.name);
	const tone = ending === 'enable' || ending === 'cancel' ? 'primary' : 'destructive';
	const footer = html`<button type="button" class="button" autofocus @click=${run.dialogs.close}>
			${texts.cancel}
		</button>
		<button type="submit" form="confirm-form" class="button ${tone}" ?disabled=${blocked}>
			${confirm.submits[ending]}
		</button>`;
	const title = confirm.titles[ending](application.name);
	return modalView({ id: 'dialog-title', title, content, footer, close: run.dialogs.close }, view);
}

function impactView(view: View, dialog: ConfirmDialog): TemplateResult | typeof nothing {
	const { texts, now } = view;
	const { confirm } = texts;
	if (dialog.ending === 'enable') return nothing;
	const impact = impactOf(endingCredentials(dialog), now);
	return html`<section class="impact" aria-labelledby="impact-title">
		<h3 id="impact-title">${confirm.impact}</h3>
		${
			impact === null
				? html`<p class="quiet">${confirm.unused}</p>`
				: html`<dl>
					<dt>${confirm.used.last}</dt>
					<dd>${fullTimeView(impact.lastUsedAt, view)}</dd>
					<dt>${confirm.used.often}</dt>
					<dd>
						${texts.secrets.tokens(impact.tokens)}${
							impact.perDay === null ? nothing : html`<span class="quiet"> · ${confirm.perDay(impact.perDay)}</span>`
						}
					</dd>
					<dt>${confirm.used.from}</dt>
					<dd>
						${impact.addresses.length === 0 ? confirm.unknownAddress : html`<code>${impact.addresses.join(', ')}</code>`}
					</dd>
				</dl>`
		}
	</section>`;
}

/** What stops working. */
function endingCredentials({ ending, application, secret, certificate }: ConfirmDialog): readonly Used[] {
	const { secrets, certificates, rotation } = application;
	if (ending === 'revoke') return secret === null ? [] : [secret];
	if (ending === 'revokeCertificate') return certificate === null ? [] : [certificate];
	if (ending === 'complete') return secrets.filter(({ secretId }) => secretId !== rotation?.secretId);
	if (ending === 'cancel') return secrets.filter(({ secretId }) => secretId === rotation?.secretId);
	return [...secrets, ...certificates];
}
