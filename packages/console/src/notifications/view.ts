import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Endpoint } from '../api/wire.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { failureView } from '../pieces/failure.ts';
import { icons } from '../pieces/icons.ts';
import { timeView } from '../pieces/time.ts';
import { domainOf, type View } from '../pieces/view.ts';
import type { EndpointDraft, FlyoutState, NotificationsState } from '../state/state.ts';
import { deliveriesView } from './deliveries.ts';
import { deliveriesClosed, endpointDrafted, removalAsked, signingSecretToggled } from './transitions.ts';

const MASK = '••••••••••••••••••••••••';

/** Where notifications about the application go. */
export function notificationsView(view: View, { notifications }: FlyoutState): TemplateResult {
	const { run, texts } = view;
	const { endpoints, adding, busy, failure } = notifications;
	const words = texts.notifications;
	if (endpoints === null && failure === null) return html`<p class="loading" role="status">${texts.loading}</p>`;
	return html`<div class="form">
		<div class="section-row">
			<p class="quiet grow">${words.intro}</p>
			${
				adding === null
					? html`<button type="button" class="button" @click=${() => run.apply(endpointDrafted({}))}>${words.add}</button>`
					: nothing
			}
		</div>
		${failureView(failure, view, adding === null ? () => run.notifications.load() : undefined)}
		${adding === null ? nothing : addingView(view, adding, busy)}
		${endpoints?.length === 0 && adding === null ? html`<p class="hint">${words.empty}</p>` : nothing}
		<ul class="secrets" aria-label=${words.list}>
			${repeat(
				endpoints ?? [],
				({ endpointId }) => endpointId,
				(endpoint) => endpointView(view, endpoint, notifications),
			)}
		</ul>
	</div>`;
}

function addingView(view: View, { url, wholeDomain }: EndpointDraft, busy: boolean): TemplateResult {
	const { run, texts, state } = view;
	const words = texts.notifications;
	const submit = (event: Event): void => {
		event.preventDefault();
		void run.notifications.add();
	};
	return html`<form class="form boxed" @submit=${submit}>
		<label class="field">
			<span>${words.url}</span>
			<input
				type="url"
				name="url"
				required
				autocomplete="off"
				placeholder="https://"
				.value=${live(url)}
				@input=${(event: Event) => run.apply(endpointDrafted({ url: (event.target as HTMLInputElement).value }))}
			/>
		</label>
		${
			domainOf(state)?.manage === true
				? html`<label class="choice">
					<input
						type="checkbox"
						.checked=${live(wholeDomain)}
						@change=${() => run.apply(endpointDrafted({ wholeDomain: !wholeDomain }))}
					/>
					<span>${words.wholeDomain}<span class="hint">${words.wholeDomainHint}</span></span>
				</label>`
				: nothing
		}
		<div class="buttons">
			<button type="button" class="button" @click=${() => run.apply(endpointDrafted(null))}>${texts.cancel}</button>
			<button type="submit" class="button primary" ?disabled=${busy}>${words.add}</button>
		</div>
	</form>`;
}

function endpointView(view: View, endpoint: Endpoint, notifications: NotificationsState): TemplateResult {
	const { run, texts } = view;
	const { endpointId, url, status, failingSince, clientId } = endpoint;
	const words = texts.notifications;
	const { busy, opened, removing } = notifications;
	const open = opened?.endpointId === endpointId;
	const button = (label: string, click: () => unknown, tone = ''): TemplateResult =>
		html`<button type="button" class="button small ${tone}" ?disabled=${busy} @click=${click}>${label}</button>`;
	const toggle = (): unknown => (open ? run.apply(deliveriesClosed) : run.notifications.openDeliveries(endpointId));
	return html`<li aria-label=${url}>
		<div class="secret-head">
			<code class="grow">${url}</code>
			${clientId === null ? html`<span class="badge">${words.domainBadge}</span>` : nothing}
			<span class="status ${status === 'enabled' ? '' : 'disabled'}">${words.statuses[status]}</span>
		</div>
		${failingSince === null ? nothing : html`<p class="warn">${words.failing} ${timeView(failingSince, view)}</p>`}
		${signingSecretView(view, notifications, endpointId)}
		<div class="buttons">
			${button(words.test, () => run.notifications.test(endpointId))}
			<button type="button" class="button small" aria-expanded=${open} ?disabled=${busy} @click=${toggle}>
				${words.deliveries}
			</button>
			${
				status === 'enabled'
					? button(words.pause, () => run.notifications.setStatus(endpoint, 'paused'))
					: button(words.resume, () => run.notifications.setStatus(endpoint, 'enabled'))
			}
			${button(words.rotate, () => run.notifications.rotate(endpointId))}
			${
				removing === endpointId
					? html`${button(words.removeYes, () => run.notifications.remove(endpointId), 'destructive')}
						${button(words.removeNo, () => run.apply(removalAsked(null)))}`
					: button(words.remove, () => run.apply(removalAsked(endpointId)))
			}
		</div>
		${removing === endpointId ? html`<p class="hint" role="status">${words.removeWhat}</p>` : nothing}
		${opened?.endpointId === endpointId ? deliveriesView(view, endpointId, opened) : nothing}
	</li>`;
}

function signingSecretView(
	view: View,
	{ signingSecret }: NotificationsState,
	endpointId: string,
): TemplateResult | typeof nothing {
	const { run, texts } = view;
	if (signingSecret?.endpointId !== endpointId) return nothing;
	const { text, shown } = signingSecret;
	const words = texts.notifications;
	const label = words.signingSecret;
	const name = (shown ? texts.credentials.hide : texts.credentials.show)(label);
	return html`<div class="signing-secret" role="status">
		<p><strong>${label}</strong> <span class="quiet">${words.signingSecretOnce}</span></p>
		<div class="section-row">
			${
				shown
					? html`<code class="grow">${text}</code>`
					: html`<code class="grow quiet" role="img" aria-label="${label}: ${texts.credentials.hidden}">${MASK}</code>`
			}
			<button type="button" class="icon-button" aria-label=${name} title=${name} @click=${() => run.apply(signingSecretToggled)}>
				${shown ? icons.eyeOff : icons.eye}
			</button>
			${copyButton(view, label, () => text)}
		</div>
	</div>`;
}
