import { html, type TemplateResult } from 'lit';
import { icons } from './icons.ts';
import { noticeView } from './notice.ts';
import type { View } from './view.ts';

export interface Modal {
	/** Unique on the page: names the dialog for a screen reader. */
	readonly id: string;
	readonly className?: string;
	readonly title: string;
	readonly content: unknown;
	readonly footer: unknown;
	readonly close: () => void;
}

/** A dialog that lies over the page and holds the focus; the element opens it when it has been rendered. */
export function modalView({ id, className = '', title, content, footer, close }: Modal, view: View): TemplateResult {
	const { texts } = view;
	return html`<dialog
		class="modal ${className}"
		aria-labelledby=${id}
		@cancel=${(event: Event) => {
			event.preventDefault();
			close();
		}}
	>
		<header>
			<h2 id=${id}>${title}</h2>
			<button type="button" class="icon-button" aria-label=${texts.close} @click=${close}>${icons.close}</button>
		</header>
		${content}
		<footer>${footer}</footer>
		${noticeView(view)}
	</dialog>`;
}
