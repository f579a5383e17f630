import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { MAX_DESCRIPTION, MAX_NAME } from '../dialogs/add.ts';
import { fullTimeView } from '../pieces/time.ts';
import { allowedIn, type View } from '../pieces/view.ts';
import type { FlyoutState } from '../state/state.ts';
import { drafted } from './transitions.ts';

export function detailsView(view: View, { application, draft }: FlyoutState): TemplateResult | typeof nothing {
	const { run, texts, state } = view;
	if (application === null || draft === null) return nothing;
	const { details } = texts;
	const allowed = allowedIn(state, application);
	const text = (event: Event): string => (event.target as HTMLInputElement).value;
	return html`<div class="form">
		<label class="field">
			<span>${details.name}</span>
			<input
				name="name"
				maxlength=${MAX_NAME}
				autocomplete="off"
				.value=${live(draft.name)}
				@input=${(event: Event) => run.apply(drafted({ name: text(event) }))}
			/>
		</label>
		<label class="field">
			<span>${details.description}</span>
			<textarea
				name="description"
				rows="3"
				maxlength=${MAX_DESCRIPTION}
				.value=${live(draft.description)}
				@input=${(event: Event) => run.apply(drafted({ description: text(event) }))}
			></textarea>
		</label>
		${
			allowed.handOver
				? html`<label class="field">
					<span>${details.owner}</span>
					<input
						name="owner"
						autocomplete="off"
						spellcheck="false"
						aria-describedby="owner-hint"
						.value=${live(draft.ownerId)}
						@input=${(event: Event) => run.apply(drafted({ ownerId: text(event) }))}
					/>
					<span class="hint" id="owner-hint">${details.ownerHint}</span>
				</label>`
				: nothing
		}
		<label class="field">
			<span>${details.allowedAddresses} <span class="quiet">(${texts.adding.optional})</span></span>
			<textarea
				name="allowed-addresses"
				rows="2"
				spellcheck="false"
				?readonly=${!allowed.changeAddresses}
				aria-describedby="addresses-hint"
				.value=${live(draft.allowedAddresses)}
				@input=${(event: Event) => run.apply(drafted({ allowedAddresses: text(event) }))}
			></textarea>
			<span class="hint" id="addresses-hint"
				>${allowed.changeAddresses ? details.allowedAddressesHint : details.allowedAddressesHeld}</span
			>
		</label>
		<dl class="facts-list">
			<dt>${details.created}</dt>
			<dd>${fullTimeView(application.createdAt, view)} <span class="quiet">${details.by(application.createdBy)}</span></dd>
			<dt>${details.updated}</dt>
			<dd>${fullTimeView(application.updatedAt, view)}</dd>
			<dt>${details.lastUsed}</dt>
			<dd>
				${application.lastUsedAt === null ? html`<span class="quiet">${texts.never}</span>` : fullTimeView(application.lastUsedAt, view)}
			</dd>
		</dl>
	</div>`;
}
