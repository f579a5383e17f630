/**
 * Opens the dialogs and the menu that were rendered, and gives the focus back to where it was when one is gone: a
 * dialog that leaves the page with its template would take the focus with it.
 */
export function layerFocus(root: ShadowRoot): { settle(): void } {
	const openers: { readonly layer: Element; readonly opener: HTMLElement | null }[] = [];
	return {
		settle() {
			for (const dialog of root.querySelectorAll('dialog:not([open])')) {
				openers.push({ layer: dialog, opener: focused(root) });
				(dialog as HTMLDialogElement).showModal();
			}
			for (const menu of root.querySelectorAll<HTMLElement>('[popover]:not(:popover-open)')) {
				openers.push({ layer: menu, opener: menu.parentElement?.querySelector('button') ?? null });
				menu.showPopover();
				place(menu);
				menu.querySelector('button')?.focus();
			}
			let back: HTMLElement | null | undefined;
			for (let top = openers.at(-1); top !== undefined && !top.layer.isConnected; top = openers.at(-1)) {
				openers.pop();
				if (top.opener?.isConnected === true) back = top.opener;
			}
			const current = focused(root);
			if (current === null || !current.isConnected) back?.focus();
		},
	};
}

function focused(root: ShadowRoot): HTMLElement | null {
	return root.activeElement as HTMLElement | null;
}

const GAP = 4;

/** Under its button, and on the page. By script: a stylesheet cannot know where that is. */
function place(menu: HTMLElement): void {
	const button = menu.parentElement?.querySelector('button')?.getBoundingClientRect();
	if (button === undefined) return;
	const { offsetWidth, offsetHeight } = menu;
	const below = button.bottom + GAP;
	const top = below + offsetHeight > innerHeight ? Math.max(GAP, button.top - GAP - offsetHeight) : below;
	menu.style.top = `${top}px`;
	menu.style.left = `${Math.max(GAP, button.right - offsetWidth)}px`;
}
