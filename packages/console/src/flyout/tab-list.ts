import { html, type TemplateResult } from 'lit';
import { domainOf, type View } from '../pieces/view.ts';
import type { FlyoutState, Tab } from '../state/state.ts';

/** What the user may look at. */
function tabsFor({ state }: View): readonly Tab[] {
	return [
		'details',
		'privileges',
		'secrets',
		'certificates',
		...(state.session?.notifications === true ? (['notifications'] as const) : []),
		...(domainOf(state)?.manage === true ? (['activity'] as const) : []),
	];
}

/** As the pattern for tabs of the ARIA Authoring Practices has it: the arrows choose. */
export function tabListView(view: View, { tab: chosen }: FlyoutState): TemplateResult {
	const { run, texts } = view;
	const tabs = tabsFor(view);
	const move = (event: KeyboardEvent): void => {
		const at = tabs.indexOf(chosen);
		const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
		const tab = to === undefined ? undefined : tabs.at(to % tabs.length);
		if (tab === undefined) return;
		event.preventDefault();
		run.flyout.show(tab);
		(event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
	};
	return html`<div class="tabs" role="tablist" aria-label=${texts.tabsLabel} @keydown=${move}>
		${tabs.map(
			(tab) => html`<button
				type="button"
				role="tab"
				id="tab-${tab}"
				aria-controls="tab-panel"
				aria-selected=${tab === chosen}
				tabindex=${tab === chosen ? 0 : -1}
				@click=${() => run.flyout.show(tab)}
			>
				${texts.tabs[tab]}
			</button>`,
		)}
	</div>`;
}
