import { html, type TemplateResult } from 'lit';
import type { View } from '../pieces/view.ts';
import type { FlyoutState, Tab } from '../state/state.ts';
import { tabChosen } from './transitions.ts';

const TABS: readonly Tab[] = ['details', 'privileges', 'secrets'];

/** As the pattern for tabs of the ARIA Authoring Practices has it: the arrows choose. */
export function tabListView({ run, texts }: View, { tab: chosen }: FlyoutState): TemplateResult {
	const move = (event: KeyboardEvent): void => {
		const at = TABS.indexOf(chosen);
		const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
		const tab = to === undefined ? undefined : TABS.at(to % TABS.length);
		if (tab === undefined) return;
		event.preventDefault();
		run.apply(tabChosen(tab));
		(event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
	};
	return html`<div class="tabs" role="tablist" aria-label=${texts.tabsLabel} @keydown=${move}>
		${TABS.map(
			(tab) => html`<button
				type="button"
				role="tab"
				id="tab-${tab}"
				aria-controls="tab-panel"
				aria-selected=${tab === chosen}
				tabindex=${tab === chosen ? 0 : -1}
				@click=${() => run.apply(tabChosen(tab))}
			>
				${texts.tabs[tab]}
			</button>`,
		)}
	</div>`;
}
