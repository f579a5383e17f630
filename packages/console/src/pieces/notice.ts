import { html, type TemplateResult } from 'lit';
import type { View } from './view.ts';

/** In each layer once: what lies under an open dialog is not read to anybody. */
export function noticeView({ state }: View): TemplateResult {
	const { text } = state.notice;
	return html`<div class="notice ${text === '' ? '' : 'shown'}" role="status">${text}</div>`;
}
