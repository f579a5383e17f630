import { html, nothing, type TemplateResult } from 'lit';
import { failureView } from '../pieces/failure.ts';
import { icons } from '../pieces/icons.ts';
import type { View } from '../pieces/view.ts';
import { headerView } from './header.ts';
import { tableView } from './table.ts';
import { toolbarView } from './toolbar.ts';
import { isUnfiltered } from './transitions.ts';

/** The page under its dialogs. */
export function pageView(view: View): TemplateResult {
	const { state, run, texts } = view;
	const { session, sessionFailure, domainId } = state;
	if (sessionFailure !== null) {
		return html`${headerView(view)}${failureView(sessionFailure, view, () => run.session.begin())}`;
	}
	if (session !== null && domainId === null) return html`${headerView(view)}<p class="hint">${texts.noDomain}</p>`;
	return html`${headerView(view)}${listView(view)}`;
}

function listView(view: View): TemplateResult {
	const { state, run, texts } = view;
	const { list } = state;
	const { page, loading, failure } = list;
	if (page === null) {
		return failure === null
			? html`<p class="loading" role="status">${texts.loading}</p>`
			: html`${failureView(failure, view, () => run.list.reload())}`;
	}
	if (page.count === 0 && page.items.length === 0 && isUnfiltered(list) && !loading) return emptyView(view);
	return html`${toolbarView(view)} ${failureView(failure, view, () => run.list.reload())}
	${page.items.length === 0 && !loading ? nothingFoundView(view) : tableView(view, page.items)} ${pagesView(view)}`;
}

function emptyView({ texts, run }: View): TemplateResult {
	return html`<section class="empty">
		<span class="emblem">${icons.key}</span>
		<h2>${texts.empty.title}</h2>
		<p>${texts.empty.what}</p>
		<p class="quiet">${texts.empty.why}</p>
		<button type="button" class="button" @click=${run.dialogs.openAdd}>${texts.add}</button>
	</section>`;
}

function nothingFoundView({ texts, run }: View): TemplateResult {
	const clear = (): void => {
		run.list.search('');
		void run.list.filter('all');
	};
	return html`<section class="empty" role="status">
		<h2>${texts.nothingFound.title}</h2>
		<p>${texts.nothingFound.advice}</p>
		<button type="button" class="button" @click=${clear}>${texts.nothingFound.clear}</button>
	</section>`;
}

function pagesView({ state, run, texts }: View): TemplateResult | typeof nothing {
	const { cursors, page, loading } = state.list;
	if (cursors.length < 2 && page?.next == null) return nothing;
	return html`<nav class="pages" aria-label=${texts.pages}>
		<button type="button" class="button" ?disabled=${loading || cursors.length < 2} @click=${run.list.back}>
			${icons.back}${texts.previous}
		</button>
		<span class="quiet">${texts.pageNumber(cursors.length)}</span>
		<button type="button" class="button" ?disabled=${loading || page?.next == null} @click=${run.list.forward}>
			${texts.next}${icons.forward}
		</button>
	</nav>`;
}
