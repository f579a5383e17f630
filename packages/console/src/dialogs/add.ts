import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { failureView } from '../pieces/failure.ts';
import { modalView } from '../pieces/modal.ts';
import type { View } from '../pieces/view.ts';
import type { AddDialog } from '../state/state.ts';
import { addFilledIn } from './transitions.ts';

export const MAX_NAME = 100;
export const MAX_DESCRIPTION = 1000;

export function addView(view: View, dialog: AddDialog): TemplateResult {
	const { run, texts } = view;
	const { adding } = texts;
	const submit = (event: Event): void => {
		event.preventDefault();
		void run.dialogs.add();
	};
	const content = html`<form id="add-form" class="form" @submit=${submit}>
		<p class="quiet">${adding.intro}</p>
		${failureView(dialog.failure, view)}
		<label class="field">
			<span>${adding.name}</span>
			<input
				name="name"
				required
				pattern=".*\\S.*"
				maxlength=${MAX_NAME}
				autocomplete="off"
				aria-describedby="name-hint"
				autofocus
				.value=${live(dialog.name)}
				@input=${(event: Event) => run.apply(addFilledIn({ name: (event.target as HTMLInputElement).value }))}
			/>
			<span class="hint" id="name-hint">${adding.nameHint}</span>
		</label>
		<label class="field">
			<span>${adding.description} <span class="quiet">(${adding.optional})</span></span>
			<textarea
				name="description"
				rows="3"
				maxlength=${MAX_DESCRIPTION}
				.value=${live(dialog.description)}
				@input=${(event: Event) => run.apply(addFilledIn({ description: (event.target as HTMLTextAreaElement).value }))}
			></textarea>
		</label>
	</form>`;
	const footer = html`<button type="button" class="button" @click=${run.dialogs.close}>${texts.cancel}</button>
		<button type="submit" form="add-form" class="button primary" ?disabled=${dialog.busy}>${adding.submit}</button>`;
	return modalView({ id: 'dialog-title', title: adding.title, content, footer, close: run.dialogs.close }, view);
}
