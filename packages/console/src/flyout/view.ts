import { html, nothing, type TemplateResult } from 'lit';
import { activityView } from '../activity/view.ts';
import { certificatesView } from '../certificates/view.ts';
import { statusView } from '../list/table.ts';
import { menuView } from '../menu/view.ts';
import { notificationsView } from '../notifications/view.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { failureView } from '../pieces/failure.ts';
import { icons } from '../pieces/icons.ts';
import { noticeView } from '../pieces/notice.ts';
import type { View } from '../pieces/view.ts';
import type { FlyoutState } from '../state/state.ts';
import { detailsView } from './details.ts';
import { privilegesView } from './privileges.ts';
import { saveBarView } from './save-bar.ts';
import { secretsView } from './secrets.ts';
import { tabListView } from './tab-list.ts';

/** One application, over the list. */
export function flyoutView(view: View): TemplateResult | typeof nothing {
	const { state, run, texts } = view;
	const { flyout } = state;
	if (flyout === null) return nothing;
	const { application } = flyout;
	const leave = (): void => run.flyout.leave();
	return html`<dialog
		class="flyout"
		aria-labelledby="flyout-title"
		@cancel=${(event: Event) => {
			event.preventDefault();
			leave();
		}}
		@click=${(event: Event) => {
			// What is outside the panel is the dialog itself.
			if (event.target === event.currentTarget) leave();
		}}
	>
		<div class="panel">
			<header>
				<div class="grow">
					<h2 id="flyout-title">${application?.name ?? texts.loading}</h2>
					<p class="client-id">
						<code>${flyout.clientId}</code>${copyButton(view, texts.credentials.clientId, () => flyout.clientId)}
					</p>
					${application === null ? nothing : html`<p>${statusView(view, application)}</p>`}
				</div>
				${application === null ? nothing : menuView(view, application, `flyout:${flyout.clientId}`)}
				<button type="button" class="icon-button" aria-label=${texts.close} @click=${leave}>${icons.close}</button>
			</header>
			${application === null ? failureView(flyout.failure, view, () => run.flyout.open(flyout.clientId, flyout.tab)) : html`${tabListView(view, flyout)}${panelView(view, flyout)}`}
		</div>
		${noticeView(view)}
	</dialog>`;
}

function panelView(view: View, flyout: FlyoutState): TemplateResult {
	return html`<div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby="tab-${flyout.tab}" tabindex="-1">
			${contentView(view, flyout)}
		</div>
		${saveBarView(view, flyout)}`;
}

function contentView(view: View, flyout: FlyoutState): TemplateResult | typeof nothing {
	switch (flyout.tab) {
		case 'details':
			return detailsView(view, flyout);
		case 'privileges':
			return privilegesView(view, flyout);
		case 'certificates':
			return certificatesView(view, flyout);
		case 'notifications':
			return notificationsView(view, flyout);
		case 'activity':
			return activityView(view, flyout);
		default:
			return secretsView(view, flyout);
	}
}
