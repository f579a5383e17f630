import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PublicKey } from '../api/wire.ts';
import { failureView } from '../pieces/failure.ts';
import { timeView } from '../pieces/time.ts';
import { allowedIn, type View } from '../pieces/view.ts';
import type { FlyoutState, KeyDraft, KeysState } from '../state/state.ts';
import { keyDrafted, keyRemovalAsked } from './transitions.ts';

/** What is removed where it is the URL. */
const THE_URL = 'jwksUri';

/** The public keys by which an integration proves itself in the place of a secret. */
export function keysView(view: View, { application, keys }: FlyoutState): TemplateResult | typeof nothing {
	const { run, texts, state } = view;
	if (application === null) return nothing;
	const { publicKeys, jwksUri } = application;
	const words = texts.keys;
	const mayAdd = allowedIn(state, application).rotate;
	return html`<section class="form" aria-labelledby="keys-title">
		<div class="section-row">
			<div class="grow">
				<h3 id="keys-title">${words.title}</h3>
				<p class="quiet">${words.intro}</p>
			</div>
			${
				mayAdd && keys.adding === null
					? html`<button type="button" class="button" @click=${() => run.apply(keyDrafted({}))}>${words.add}</button>`
					: nothing
			}
		</div>
		${failureView(keys.failure, view)}
		${keys.adding === null ? nothing : addingView(view, keys.adding, keys.busy)}
		${publicKeys.length === 0 && jwksUri === null && keys.adding === null ? html`<p class="hint">${words.none}</p>` : nothing}
		<ul class="secrets" aria-label=${words.title}>
			${jwksUri === null ? nothing : uriView(view, jwksUri, keys)}
			${repeat(
				publicKeys,
				({ keyId }) => keyId,
				(key) => keyView(view, key, keys),
			)}
		</ul>
	</section>`;
}

function addingView(view: View, { pasted, uri, fault }: KeyDraft, busy: boolean): TemplateResult {
	const { run, texts } = view;
	const words = texts.keys;
	const text = (event: Event): string => (event.target as HTMLInputElement).value;
	const submit = (event: Event): void => {
		event.preventDefault();
		void run.keys.add();
	};
	return html`<form class="form boxed" @submit=${submit}>
		<label class="field">
			<span>${words.pasted}</span>
			<textarea
				name="pasted-keys"
				rows="5"
				spellcheck="false"
				autocomplete="off"
				aria-describedby="pasted-keys-hint"
				?required=${uri.trim() === ''}
				.value=${live(pasted)}
				@input=${(event: Event) => run.apply(keyDrafted({ pasted: text(event), uri: '' }))}
			></textarea>
			<span class="hint" id="pasted-keys-hint">${words.pastedHint}</span>
		</label>
		<label class="field">
			<span>${words.uri}</span>
			<input
				type="url"
				name="jwks-uri"
				autocomplete="off"
				placeholder="https://"
				aria-describedby="jwks-uri-hint"
				.value=${live(uri)}
				@input=${(event: Event) => run.apply(keyDrafted({ uri: text(event), pasted: '' }))}
			/>
			<span class="hint" id="jwks-uri-hint">${words.uriHint}</span>
		</label>
		${fault === null ? nothing : html`<p class="warn" role="alert">${words.faults[fault]}</p>`}
		<div class="buttons">
			<button type="button" class="button" @click=${() => run.apply(keyDrafted(null))}>${texts.cancel}</button>
			<button type="submit" class="button primary" ?disabled=${busy}>${words.register}</button>
		</div>
	</form>`;
}

function keyView(view: View, key: PublicKey, keys: KeysState): TemplateResult {
	const { run, texts } = view;
	const { keyId, kid, thumbprint, algorithms, createdAt, createdBy, lastUsedAt, lastAddress, tokensIssued } = key;
	const words = texts.keys;
	return html`<li aria-label=${words.key(kid)}>
		<div class="secret-head">
			<code class="grow">${kid}</code>
			<span class="badge">${algorithms.join(', ')}</span>
			${removalView(view, keyId, keys, () => run.keys.remove(keyId))}
		</div>
		<dl class="secret-facts">
			<div><dt>${words.thumbprint}</dt><dd><code>${thumbprint}</code></dd></div>
			<div>
				<dt>${words.age}</dt>
				<dd>${timeView(createdAt, view)} <span class="quiet">${texts.details.by(createdBy)}</span></dd>
			</div>
			<div>
				<dt>${texts.secrets.lastUsed}</dt>
				<dd>
					${
						lastUsedAt === null
							? html`<span class="quiet">${texts.never}</span>`
							: html`${timeView(lastUsedAt, view)}${lastAddress === null ? nothing : html` <span class="quiet">${texts.secrets.from(lastAddress)}</span>`}`
					}
				</dd>
			</div>
			<div><dt>${texts.secrets.issued}</dt><dd>${texts.secrets.tokens(tokensIssued)}</dd></div>
		</dl>
	</li>`;
}

function uriView(view: View, uri: string, keys: KeysState): TemplateResult {
	const words = view.texts.keys;
	return html`<li aria-label=${words.publishedAt(uri)}>
		<div class="secret-head">
			<code class="grow">${uri}</code>
			<span class="badge">${words.published}</span>
			${removalView(view, THE_URL, keys, () => view.run.keys.removeUri())}
		</div>
	</li>`;
}

/** Asks first: what it earned stops working with it. */
function removalView(
	{ run, texts }: View,
	what: string,
	{ removing, busy }: KeysState,
	remove: () => unknown,
): TemplateResult {
	const words = texts.keys;
	const button = (label: string, click: () => unknown, tone = ''): TemplateResult =>
		html`<button type="button" class="button small ${tone}" ?disabled=${busy} @click=${click}>${label}</button>`;
	if (removing !== what) return button(words.remove, () => run.apply(keyRemovalAsked(what)));
	return html`<span class="hint" role="status">${words.removeWhat}</span>
		${button(words.removeYes, remove, 'destructive')}
		${button(words.removeNo, () => run.apply(keyRemovalAsked(null)))}`;
}
