import { html, type TemplateResult } from 'lit';
import { icons } from './icons.ts';
import type { View } from './view.ts';

/** `text` is read when the button is pressed: what is copied need not be on the page. */
export function copyButton(
	{ run, texts }: Pick<View, 'run' | 'texts'>,
	what: string,
	text: () => string | undefined | Promise<string | undefined>,
): TemplateResult {
	const copy = async (): Promise<void> => {
		const copied = await text();
		if (copied !== undefined) await run.session.copy(copied, what);
	};
	return html`<button
		type="button"
		class="icon-button copy"
		aria-label=${texts.copy(what)}
		title=${texts.copy(what)}
		@click=${copy}
	>
		${icons.copy}
	</button>`;
}
