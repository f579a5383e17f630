import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Delivery } from '../api/wire.ts';
import { exactTime } from '../format/time.ts';
import { timeView } from '../pieces/time.ts';
import type { View } from '../pieces/view.ts';
import type { OpenedDeliveries } from '../state/state.ts';

/** What was sent to one endpoint, each with its attempts, and the way to send it again. */
export function deliveriesView(view: View, endpointId: string, opened: OpenedDeliveries): TemplateResult {
	const { run, texts } = view;
	const words = texts.notifications;
	const { deliveries, next } = opened;
	return html`<section class="deliveries" aria-label=${words.deliveries}>
		<div class="section-row">
			<h3 class="grow">${words.deliveries}</h3>
			<button type="button" class="button small" @click=${() => run.notifications.openDeliveries(endpointId)}>
				${words.refresh}
			</button>
		</div>
		${deliveries.length === 0 ? html`<p class="hint">${words.noDeliveries}</p>` : nothing}
		${repeat(
			deliveries,
			({ deliveryId }) => deliveryId,
			(delivery) => deliveryView(view, endpointId, delivery),
		)}
		${
			next === null
				? nothing
				: html`<button type="button" class="button small" @click=${run.notifications.moreDeliveries}>${words.more}</button>`
		}
	</section>`;
}

function deliveryView(view: View, endpointId: string, delivery: Delivery): TemplateResult {
	const { run, texts, locale } = view;
	const words = texts.notifications;
	const { deliveryId, type, status, attempts, log, createdAt, nextAttemptAt } = delivery;
	const titles: Readonly<Record<string, string>> = texts.activity.types;
	return html`<details>
		<summary>
			<span class="delivery-status ${status}">${words.deliveryStatuses[status]}</span>
			<span class="grow">${titles[type] ?? type}</span>
			<span class="quiet">${timeView(createdAt, view)}</span>
		</summary>
		<div class="delivery">
			<p class="quiet"><code>${deliveryId}</code> · ${words.attempts(attempts)}</p>
			${nextAttemptAt === null ? nothing : html`<p class="quiet">${words.nextAttempt} ${timeView(nextAttemptAt, view)}</p>`}
			<ol>
				${log.map(
					({ at, durationMs, status: answer, error, answerStart }) => html`<li>
						<span title=${exactTime(at, locale)}>${timeView(at, view)}</span>
						<span>${answer === null ? (error ?? '') : words.answered(answer)} ${words.took(durationMs)}</span>
						${answerStart === '' ? nothing : html`<code class="answer">${answerStart}</code>`}
					</li>`,
				)}
			</ol>
			<button type="button" class="button small" @click=${() => run.notifications.replay(endpointId, deliveryId)}>
				${words.replay}
			</button>
		</div>
	</details>`;
}
