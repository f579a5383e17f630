import { html, nothing, svg, type TemplateResult } from 'lit';
import { copyButton } from '../pieces/copy-button.ts';
import { icons } from '../pieces/icons.ts';
import { domainOf, type View } from '../pieces/view.ts';

const BAR_WIDTH = 96;

/** Whose applications these are, how many there are, and the way to one more. */
export function headerView(view: View): TemplateResult {
	const { state, run, texts, headingLevel } = view;
	const { session, domainId } = state;
	const full = isFull(view);
	return html`<header class="page-header">
		<div class="title-row">
			<div class="title" role="heading" aria-level=${headingLevel}>${texts.title}</div>
			${
				domainId === null
					? nothing
					: html`<button
						type="button"
						class="button primary"
						?disabled=${full}
						aria-describedby=${full ? 'limit-reached' : nothing}
						@click=${run.dialogs.openAdd}
					>
						${icons.add}<span>${texts.add}</span>
					</button>`
			}
		</div>
		${
			session === null
				? nothing
				: html`<div class="facts">
					<span class="fact">
						<span class="label">${texts.customerId}</span>
						<code>${session.customerId}</code>
						${copyButton(view, texts.customerId, () => session.customerId)}
					</span>
					${domainId === null ? nothing : domainView(view, domainId)} ${countView(view)}
				</div>`
		}
		${full ? html`<p class="hint" id="limit-reached">${texts.limitReached}</p>` : nothing}
	</header>`;
}

function domainView(view: View, domainId: string): TemplateResult {
	const { state, run, texts } = view;
	const domains = state.session?.domains ?? [];
	return html`<span class="fact">
		<label class="label" for="domain">${texts.domainId}</label>
		${
			domains.length < 2
				? html`<code id="domain">${domainId}</code>`
				: html`<select
					id="domain"
					class="quiet-select"
					.value=${domainId}
					@change=${(event: Event) => run.session.choose((event.target as HTMLSelectElement).value)}
				>
					${domains.map((domain) => html`<option value=${domain.domainId} ?selected=${domain.domainId === domainId}>${domain.domainId}</option>`)}
				</select>`
		}
		${copyButton(view, texts.domainId, () => domainId)}
	</span>`;
}

/** Who sees only their own is not told how full the domain is: they could not know of what. */
function countView({ state, texts }: View): TemplateResult | typeof nothing {
	const { page } = state.list;
	if (page === null) return nothing;
	const { count, limit } = page;
	if (domainOf(state)?.manage !== true) return html`<span class="fact count">${texts.ownCount(count)}</span>`;
	const share = Math.min(1, count / Math.max(1, limit));
	return html`<span class="fact count" aria-label=${texts.countLabel(count, limit)} role="img">
		<span>${texts.count(count, limit)}</span>
		<svg class="bar ${share >= 0.9 ? 'nearly-full' : ''}" width=${BAR_WIDTH} height="4" aria-hidden="true">
			${svg`<rect class="track" width=${BAR_WIDTH} height="4" rx="2" /><rect class="filled" width=${share * BAR_WIDTH} height="4" rx="2" />`}
		</svg>
	</span>`;
}

function isFull({ state }: View): boolean {
	const { page } = state.list;
	return page !== null && domainOf(state)?.manage === true && page.count >= page.limit;
}
