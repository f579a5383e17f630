import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AuditEntry, Secret } from '../api/wire.ts';
import { failureView } from '../pieces/failure.ts';
import { timeView } from '../pieces/time.ts';
import type { View } from '../pieces/view.ts';
import type { FlyoutState } from '../state/state.ts';
import { entryWords } from './entry-words.ts';

/** What was done to the application, by whom: the newest first. */
export function activityView(view: View, { activity, application }: FlyoutState): TemplateResult | typeof nothing {
	const { run, texts } = view;
	if (activity === null || application === null) return nothing;
	const { entries, next, busy, failure } = activity;
	if (entries.length === 0 && busy) return html`<p class="loading" role="status">${texts.loading}</p>`;
	return html`<div class="form">
		${failureView(failure, view, () => run.activity.load())}
		${entries.length === 0 && failure === null ? html`<p class="hint">${texts.activity.empty}</p>` : nothing}
		<ol class="entries" aria-label=${texts.tabs.activity}>
			${repeat(
				entries,
				({ sequence }) => sequence,
				(entry) => entryView(view, entry, application.secrets),
			)}
		</ol>
		${
			next === null
				? nothing
				: html`<div>
					<button type="button" class="button" ?disabled=${busy} @click=${run.activity.more}>
						${texts.activity.more}
					</button>
				</div>`
		}
	</div>`;
}

function entryView(view: View, entry: AuditEntry, secrets: readonly Secret[]): TemplateResult {
	const { title, who, details } = entryWords(entry, { texts: view.texts, secrets });
	return html`<li>
		<div class="entry-head"><span>${title}</span><span class="quiet">${timeView(entry.at, view)}</span></div>
		<div class="quiet">${who}</div>
		${details.map((detail) => html`<div class="entry-detail">${detail}</div>`)}
	</li>`;
}
