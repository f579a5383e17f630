import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icons } from '../pieces/icons.ts';
import type { View } from '../pieces/view.ts';

const FILTERS = ['all', 'enabled', 'disabled'] as const;

export function toolbarView({ state, run, texts }: View): TemplateResult {
	const { text, status } = state.list;
	return html`<div class="toolbar" role="search">
		<label class="search">
			${icons.search}
			<input
				type="search"
				autocomplete="off"
				spellcheck="false"
				placeholder=${texts.search}
				aria-label=${texts.search}
				.value=${live(text)}
				@input=${(event: Event) => run.list.search((event.target as HTMLInputElement).value)}
			/>
		</label>
		<fieldset class="segments">
			<legend class="for-readers">${texts.status}</legend>
			${FILTERS.map(
				(filter) => html`<label>
					<input
						type="radio"
						name="status"
						value=${filter}
						.checked=${live(filter === status)}
						@change=${() => run.list.filter(filter)}
					/><span>${texts.statuses[filter]}</span>
				</label>`,
			)}
		</fieldset>
	</div>`;
}
