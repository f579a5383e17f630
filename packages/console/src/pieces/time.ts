import { html, type TemplateResult } from 'lit';
import { exactTime, relativeTime } from '../format/time.ts';
import type { View } from './view.ts';

/** How long ago or ahead; the exact instant on hover. */
export function timeView(
	instant: string,
	{ now, locale, texts }: Pick<View, 'now' | 'locale' | 'texts'>,
): TemplateResult {
	return html`<time datetime=${instant} title=${exactTime(instant, locale)}>${relativeTime(instant, now, locale) ?? texts.now}</time>`;
}

/** Both, where there is room to read them. */
export function fullTimeView(
	instant: string,
	{ now, locale, texts }: Pick<View, 'now' | 'locale' | 'texts'>,
): TemplateResult {
	return html`<time datetime=${instant}
		>${exactTime(instant, locale)} <span class="quiet">· ${relativeTime(instant, now, locale) ?? texts.now}</span></time
	>`;
}
