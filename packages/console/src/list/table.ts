import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Application } from '../api/wire.ts';
import { menuView } from '../menu/view.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { timeView } from '../pieces/time.ts';
import type { View } from '../pieces/view.ts';
import { expiryOf } from './expiry.ts';

const SHOWN_PRIVILEGES = 2;

export function tableView(view: View, items: readonly Application[]): TemplateResult {
	const { texts, state } = view;
	const { columns } = texts;
	// The roles stay although a narrow page lays the table out as cards.
	return html`<table role="table" class="applications" aria-label=${texts.title} aria-busy=${state.list.loading}>
		<thead role="rowgroup">
			<tr role="row">
				<th role="columnheader" scope="col">${columns.name}</th>
				<th role="columnheader" scope="col">${columns.owner}</th>
				<th role="columnheader" scope="col">${columns.privileges}</th>
				<th role="columnheader" scope="col">${columns.status}</th>
				<th role="columnheader" scope="col">${columns.lastUsed}</th>
				<th role="columnheader" scope="col">${columns.expiry}</th>
				<th role="columnheader" scope="col"><span class="for-readers">${columns.actions}</span></th>
			</tr>
		</thead>
		<tbody role="rowgroup">
			${repeat(
				items,
				({ clientId }) => clientId,
				(application) => rowView(view, application),
			)}
		</tbody>
	</table>`;
}

function rowView(view: View, application: Application): TemplateResult {
	const { run, texts, state } = view;
	const { clientId, name, ownerId, lastUsedAt } = application;
	const { columns } = texts;
	const open = (): void => void run.flyout.open(clientId);
	// The whole row opens for a mouse; the button in it is there for everybody.
	const clicked = (event: MouseEvent): void => {
		if (!(event.target as Element).closest('button, [popover], a')) open();
	};
	return html`<tr role="row" class=${state.flyout?.clientId === clientId ? 'current' : ''} @click=${clicked}>
		<th role="rowheader" scope="row" class="name">
			<button type="button" class="link" @click=${open}>${name}</button>
			<span class="client-id"><code title=${clientId}>${clientId}</code>${copyButton(view, texts.credentials.clientId, () => clientId)}</span>
		</th>
		<td role="cell" data-label=${columns.owner} class="owner">
			${ownerId === state.session?.userId ? html`<span title=${ownerId}>${texts.you}</span>` : ownerId}
		</td>
		<td role="cell" data-label=${columns.privileges}>${privilegesView(view, application)}</td>
		<td role="cell" data-label=${columns.status}>${statusView(view, application)}</td>
		<td role="cell" data-label=${columns.lastUsed} class="when">
			${lastUsedAt === null ? html`<span class="quiet">${texts.never}</span>` : timeView(lastUsedAt, view)}
		</td>
		<td role="cell" data-label=${columns.expiry} class="when">${expiryView(view, application)}</td>
		<td role="cell" class="actions">${menuView(view, application, clientId)}</td>
	</tr>`;
}

function privilegesView({ texts, state }: View, { privileges }: Application): TemplateResult {
	if (privileges.length === 0) return html`<span class="quiet">${texts.noPrivileges}</span>`;
	const titles = privileges.map(
		(name) => state.session?.privileges.find((privilege) => privilege.name === name)?.title ?? name,
	);
	const rest = titles.slice(SHOWN_PRIVILEGES);
	return html`<span class="chips">
		${titles.slice(0, SHOWN_PRIVILEGES).map((title) => html`<span class="chip">${title}</span>`)}
		${
			rest.length === 0
				? nothing
				: html`<span class="chip" title=${rest.join(', ')}
					>${texts.morePrivileges(rest.length)}<span class="for-readers"> (${rest.join(', ')})</span></span
				>`
		}
	</span>`;
}

export function statusView({ texts }: View, { status, heldByManager, rotation }: Application): TemplateResult {
	const held = status === 'disabled' && heldByManager.includes('status');
	return html`<span class="status ${status}">${held ? texts.disabledByManager : texts.statuses[status]}</span>${
		rotation === null ? nothing : html` <span class="badge accent">${texts.rotating}</span>`
	}`;
}

function expiryView(view: View, application: Application): TemplateResult {
	const { texts, now } = view;
	const expiry = expiryOf(application, now);
	switch (expiry.kind) {
		case 'no_secret':
			return html`<span class="warn">${texts.noSecret}</span>`;
		case 'never':
			return html`<span class="quiet">${texts.noExpiry}</span>`;
		case 'at':
			return html`<span class=${expiry.soon ? 'warn' : ''}>${timeView(expiry.instant, view)}</span>`;
	}
}
