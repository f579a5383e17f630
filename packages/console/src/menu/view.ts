import { html, nothing, type TemplateResult } from 'lit';
import type { Application } from '../api/wire.ts';
import { icons } from '../pieces/icons.ts';
import { allowedIn, type View } from '../pieces/view.ts';
import { menuOpened } from '../session/transitions.ts';

interface Item {
	readonly label: string;
	readonly dangerous?: boolean;
	readonly run: () => unknown;
}

/** The button with the three dots, and its menu while it is the open one. `key` tells it from other menus. */
export function menuView(view: View, application: Application, key: string): TemplateResult {
	const { state, run, texts } = view;
	const open = state.menu === key;
	return html`<span class="menu-anchor">
		<button
			type="button"
			class="icon-button"
			aria-haspopup="menu"
			aria-expanded=${open}
			aria-label=${texts.actionsFor(application.name)}
			@click=${() => run.apply(menuOpened(open ? null : key))}
		>
			${icons.dots}
		</button>
		${open ? openMenu(view, itemsOf(view, application)) : nothing}
	</span>`;
}

function itemsOf(view: View, application: Application): Item[] {
	const { state, run, texts } = view;
	const { clientId, status } = application;
	const { menu } = texts;
	const allowed = allowedIn(state, application);
	const confirm = run.dialogs.openConfirm;
	return [
		...(allowed.reveal ? [{ label: menu.credentials, run: () => run.dialogs.openCredentials(application) }] : []),
		...(allowed.rotate ? [{ label: menu.rotate, run: () => run.dialogs.openRotate(application) }] : []),
		...(status === 'disabled'
			? allowed.enable
				? [{ label: menu.enable, run: () => confirm('enable', clientId) }]
				: []
			: [
					{ label: menu.disable, run: () => confirm('disable', clientId) },
					{ label: menu.revokeTokens, run: () => confirm('revokeTokens', clientId) },
				]),
		{ label: menu.remove, dangerous: true, run: () => confirm('remove', clientId) },
	];
}

function openMenu({ run }: View, items: readonly Item[]): TemplateResult {
	const close = (): void => run.apply(menuOpened(null));
	const choose = (item: Item): void => {
		close();
		void item.run();
	};
	return html`<div
		popover="auto"
		role="menu"
		class="menu"
		@keydown=${moveFocus}
		@toggle=${(event: ToggleEvent) => {
			if (event.newState === 'closed') close();
		}}
	>
		${items.map(
			(item) => html`<button
				type="button"
				role="menuitem"
				tabindex="-1"
				class=${item.dangerous === true ? 'dangerous' : ''}
				@click=${() => choose(item)}
			>
				${item.label}
			</button>`,
		)}
	</div>`;
}

/** As the pattern for menus of the ARIA Authoring Practices has it. */
function moveFocus(event: KeyboardEvent): void {
	const menu = event.currentTarget as HTMLElement;
	const items = [...menu.querySelectorAll('button')];
	const at = items.indexOf(event.target as HTMLButtonElement);
	const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
	if (event.key === 'Tab') menu.hidePopover();
	if (to === undefined) return;
	event.preventDefault();
	items.at(to % items.length)?.focus();
}
