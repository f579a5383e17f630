import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { failureView } from '../pieces/failure.ts';
import { modalView } from '../pieces/modal.ts';
import type { View } from '../pieces/view.ts';
import type { LifetimeChoice, OverlapChoice, RotateDialog } from '../state/state.ts';
import { rotateFilledIn } from './transitions.ts';

/** Seconds. */
const OVERLAPS = { rules: null, hour: 3600, day: 86_400, week: 604_800, none: 0 } as const;
const LIFETIMES: readonly LifetimeChoice[] = ['same', 90, 180, 365, 'never'];

export function rotateView(view: View, dialog: RotateDialog): TemplateResult {
	const { run, texts } = view;
	const { rotate } = texts;
	const names = Object.keys(OVERLAPS) as (keyof typeof OVERLAPS)[];
	const submit = (event: Event): void => {
		event.preventDefault();
		void run.dialogs.rotate();
	};
	const content = html`<form id="rotate-form" class="form" @submit=${submit}>
		<p class="quiet">${rotate.intro}</p>
		${failureView(dialog.failure, view)}
		<fieldset class="choices">
			<legend>${rotate.overlap}</legend>
			${names.map((name) => overlapView(view, dialog.overlap, OVERLAPS[name], rotate.overlaps[name]))}
		</fieldset>
		<label class="field">
			<span>${rotate.lifetime}</span>
			<select
				name="lifetime"
				@change=${(event: Event) => {
					const lifetime = LIFETIMES[(event.target as HTMLSelectElement).selectedIndex] ?? 'same';
					run.apply(rotateFilledIn({ lifetime }));
				}}
			>
				${LIFETIMES.map(
					(lifetime) =>
						html`<option ?selected=${lifetime === dialog.lifetime}>${lifetimeText(view, lifetime)}</option>`,
				)}
			</select>
		</label>
	</form>`;
	const footer = html`<button type="button" class="button" @click=${run.dialogs.close}>${texts.cancel}</button>
		<button type="submit" form="rotate-form" class="button primary" ?disabled=${dialog.busy}>${rotate.submit}</button>`;
	const title = rotate.title(dialog.application.name);
	return modalView({ id: 'dialog-title', title, content, footer, close: run.dialogs.close }, view);
}

function overlapView({ run }: View, chosen: OverlapChoice, overlap: OverlapChoice, label: string): TemplateResult {
	return html`<label>
		<input
			type="radio"
			name="overlap"
			.checked=${live(chosen === overlap)}
			@change=${() => run.apply(rotateFilledIn({ overlap }))}
		/>
		<span>${label}</span>
	</label>`;
}

function lifetimeText({ texts }: View, lifetime: LifetimeChoice): string {
	const { lifetimes } = texts.rotate;
	return typeof lifetime === 'number' ? lifetimes.days(lifetime) : lifetimes[lifetime];
}
