import { html, nothing, type TemplateResult } from 'lit';
import type { Failure } from '../api/failure.ts';
import { icons } from './icons.ts';
import type { View } from './view.ts';

/** In words that say what to do, and a button where that is to try again. */
export function failureView(
	failure: Failure | null,
	{ texts, signInUrl }: Pick<View, 'texts' | 'signInUrl'>,
	retry?: () => void,
): TemplateResult | typeof nothing {
	if (failure === null) return nothing;
	const { title, advice } = texts.failure(failure);
	const signIn = failure.kind === 'unauthenticated' && signInUrl !== undefined;
	return html`<div class="callout danger" role="alert">
		${icons.warning}
		<div>
			<strong>${title}</strong>
			<p>${advice}</p>
			${signIn ? html`<a class="button" href=${signInUrl}>${texts.signIn}</a>` : nothing}
			${retry === undefined || signIn ? nothing : html`<button type="button" class="button" @click=${retry}>${texts.retry}</button>`}
		</div>
	</div>`;
}
