import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Application } from '../api/wire.ts';
import type { View } from '../pieces/view.ts';
import type { CertificateDraft, CertificateKind } from '../state/state.ts';
import { certificateDrafted } from './transitions.ts';

const KINDS: readonly CertificateKind[] = ['pkcs12', 'pem', 'request', 'register'];
/** Days. */
const LIFETIMES: readonly CertificateDraft['lifetime'][] = ['same', 30, 90, 365, 825];
/** Seconds. */
const OVERLAPS = { rules: null, hour: 3600, day: 86_400, week: 604_800, none: 0 } as const;

const textOf = (event: Event): string => (event.target as HTMLInputElement).value;

export function addingView(
	view: View,
	draft: CertificateDraft,
	{ certificates }: Application,
	busy: boolean,
): TemplateResult {
	const { run, texts } = view;
	const { certificates: words } = texts;
	const { kind } = draft;
	const submit = (event: Event): void => {
		event.preventDefault();
		void run.certificates.add();
	};
	return html`<form class="form boxed" @submit=${submit}>
		<fieldset class="choices">
			<legend>${words.kind}</legend>
			${KINDS.map(
				(one) => html`<label>
					<input
						type="radio"
						name="kind"
						.checked=${live(one === kind)}
						@change=${() => run.apply(certificateDrafted({ kind: one }))}
					/>
					<span>${words.kinds[one]}<span class="hint">${words.kindHints[one]}</span></span>
				</label>`,
			)}
		</fieldset>
		${kind === 'pkcs12' ? passwordView(view, draft) : nothing}
		${kind === 'request' || kind === 'register' ? pastedView(view, draft) : nothing}
		${kind === 'register' ? nothing : lifetimeView(view, draft)}
		${certificates.length === 0 ? nothing : overlapView(view, draft)}
		<div class="buttons">
			<button type="button" class="button" @click=${() => run.apply(certificateDrafted(null))}>${texts.cancel}</button>
			<button type="submit" class="button primary" ?disabled=${busy}>${words.submits[kind]}</button>
		</div>
	</form>`;
}

function passwordView({ run, texts }: View, { password }: CertificateDraft): TemplateResult {
	const { certificates: words } = texts;
	return html`<label class="field">
		<span>${words.password} <span class="quiet">(${texts.adding.optional})</span></span>
		<input
			type="password"
			name="certificate-password"
			minlength="12"
			maxlength="128"
			autocomplete="new-password"
			aria-describedby="certificate-password-hint"
			.value=${live(password)}
			@input=${(event: Event) => run.apply(certificateDrafted({ password: textOf(event) }))}
		/>
		<span class="hint" id="certificate-password-hint">${words.passwordHint}</span>
	</label>`;
}

function pastedView({ run, texts }: View, { kind, pasted }: CertificateDraft): TemplateResult {
	const { certificates: words } = texts;
	const what = kind === 'request' ? 'CERTIFICATE REQUEST' : 'CERTIFICATE';
	return html`<label class="field">
		<span>${kind === 'request' ? words.request : words.own}</span>
		<textarea
			name="pasted"
			rows="5"
			required
			maxlength="24576"
			spellcheck="false"
			placeholder="-----BEGIN ${what}-----"
			.value=${live(pasted)}
			@input=${(event: Event) => run.apply(certificateDrafted({ pasted: textOf(event) }))}
		></textarea>
	</label>`;
}

function lifetimeView({ run, texts }: View, { lifetime }: CertificateDraft): TemplateResult {
	const { certificates: words } = texts;
	return html`<label class="field">
		<span>${words.lifetime}</span>
		<select
			name="certificate-lifetime"
			@change=${(event: Event) => {
				const chosen = LIFETIMES[(event.target as HTMLSelectElement).selectedIndex] ?? 'same';
				run.apply(certificateDrafted({ lifetime: chosen }));
			}}
		>
			${LIFETIMES.map(
				(one) => html`<option ?selected=${one === lifetime}>
					${one === 'same' ? words.lifetimeAsBefore : texts.rotate.lifetimes.days(one)}
				</option>`,
			)}
		</select>
	</label>`;
}

function overlapView({ run, texts }: View, { overlap }: CertificateDraft): TemplateResult {
	const names = Object.keys(OVERLAPS) as (keyof typeof OVERLAPS)[];
	return html`<label class="field">
		<span>${texts.certificates.overlap}</span>
		<select
			name="certificate-overlap"
			@change=${(event: Event) => {
				const name = names[(event.target as HTMLSelectElement).selectedIndex] ?? 'rules';
				run.apply(certificateDrafted({ overlap: OVERLAPS[name] }));
			}}
		>
			${names.map(
				(name) => html`<option ?selected=${OVERLAPS[name] === overlap}>${texts.rotate.overlaps[name]}</option>`,
			)}
		</select>
	</label>`;
}
