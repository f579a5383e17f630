import { html, nothing, type TemplateResult } from 'lit';
import type { Application } from '../api/wire.ts';
import { failureView } from '../pieces/failure.ts';
import type { View } from '../pieces/view.ts';
import type { Draft, FlyoutState } from '../state/state.ts';
import { changesOf, drafted, draftOf, isDirty, stayed, theirsTaken } from './transitions.ts';

/** What is typed and not saved, and what stands in its way. */
export function saveBarView(view: View, flyout: FlyoutState): TemplateResult | typeof nothing {
	const { run, texts } = view;
	const { application, theirs, failure, leaving, busy } = flyout;
	const { details } = texts;
	if (application === null) return nothing;
	if (theirs !== null) return theirsView(view, flyout, theirs);
	if (!isDirty(flyout) && failure === null) return nothing;
	if (leaving) {
		return html`<footer class="save-bar" role="alert">
			<span class="grow">${details.leave}</span>
			<button type="button" class="button" @click=${() => run.apply(stayed)}>${details.leaveNo}</button>
			<button type="button" class="button destructive" @click=${run.flyout.close}>${details.leaveYes}</button>
		</footer>`;
	}
	const discard = (): void => run.apply(drafted(draftOf(application)));
	return html`<footer class="save-bar">
		${failure === null ? html`<span class="grow quiet">${details.unsaved}</span>` : html`<div class="grow">${failureView(failure, view)}</div>`}
		<button type="button" class="button" @click=${discard}>${details.discard}</button>
		<button type="button" class="button primary" ?disabled=${busy} @click=${run.flyout.save}>${details.save}</button>
	</footer>`;
}

/** Somebody else was first: shows what of the edited they made of it. */
function theirsView(view: View, flyout: FlyoutState, theirs: Application): TemplateResult {
	const { run, texts } = view;
	const { details } = texts;
	const mine = Object.keys(changesOf(flyout)) as (keyof Draft)[];
	const met = mine.filter((field) => String(theirs[field]) !== String(flyout.application?.[field]));
	return html`<footer class="save-bar conflict" role="alert">
		<strong>${details.theirs}</strong>
		<p>${met.length === 0 ? html`${details.theirsSame} ` : nothing}${details.theirsAdvice}</p>
		<dl class="facts-list">
			${met.map((field) => html`<dt>${fieldName(view, field)}</dt><dd>${String(theirs[field]).replaceAll(',', ', ')}</dd>`)}
		</dl>
		<div class="buttons">
			<button type="button" class="button" @click=${() => run.apply(theirsTaken)}>${details.takeTheirs}</button>
			<button type="button" class="button primary" ?disabled=${flyout.busy} @click=${run.flyout.save}>
				${details.saveOnTop}
			</button>
		</div>
	</footer>`;
}

function fieldName({ texts }: View, field: keyof Draft): string {
	const { details, tabs } = texts;
	return {
		name: details.name,
		description: details.description,
		ownerId: details.owner,
		privileges: tabs.privileges,
		allowedAddresses: details.allowedAddresses,
	}[field];
}
