import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icons } from '../pieces/icons.ts';
import { domainOf, type View } from '../pieces/view.ts';
import type { FlyoutState } from '../state/state.ts';
import { type PrivilegeGroup, type PrivilegeRow, privilegeGroups } from './privilege-groups.ts';
import { searched, togglePrivilege } from './transitions.ts';

/** So many fit on the page without looking for them. */
const SEARCHED_FROM = 8;

export function privilegesView(view: View, flyout: FlyoutState): TemplateResult | typeof nothing {
	const { run, texts, state } = view;
	const { application, draft, search } = flyout;
	if (application === null || draft === null) return nothing;
	const { privileges: words } = texts;
	const catalogue = state.session?.privileges ?? [];
	const grantable = domainOf(state)?.grantable ?? [];
	const held = application.privileges;
	const groups = privilegeGroups(catalogue, { grantable, held, search });
	if (grantable.length === 0 && held.length === 0) return html`<p class="hint">${words.none}</p>`;
	return html`<div class="form">
		<p class="quiet">${words.intro}</p>
		${
			catalogue.length < SEARCHED_FROM
				? nothing
				: html`<label class="search">
					${icons.search}
					<input
						type="search"
						autocomplete="off"
						placeholder=${words.search}
						aria-label=${words.search}
						.value=${live(search)}
						@input=${(event: Event) => run.apply(searched((event.target as HTMLInputElement).value))}
					/>
				</label>`
		}
		${groups.length === 0 ? html`<p class="hint" role="status">${words.nothingFound}</p>` : nothing}
		${groups.map((group) => groupView(view, group, draft.privileges))}
	</div>`;
}

function groupView(view: View, { title, rows }: PrivilegeGroup, held: readonly string[]): TemplateResult {
	return html`<fieldset class="choices privileges">
		<legend>${title ?? view.texts.privileges.others}</legend>
		${rows.map((row) => privilegeView(view, row, held.includes(row.name)))}
	</fieldset>`;
}

function privilegeView({ run, texts }: View, row: PrivilegeRow, held: boolean): TemplateResult {
	const { name, title, description, grantable } = row;
	return html`<label class="choice">
		<input
			type="checkbox"
			name=${name}
			.checked=${live(held)}
			?disabled=${!grantable && !held}
			@change=${() => run.apply(togglePrivilege(name))}
		/>
		<span>
			${title} ${title === name ? nothing : html`<code>${name}</code>`}
			${description === undefined ? nothing : html`<span class="hint">${description}</span>`}
			${grantable ? nothing : html`<span class="hint">${texts.privileges.foreign}</span>`}
		</span>
	</label>`;
}
