import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Application, Secret } from '../api/wire.ts';
import { keysView } from '../keys/view.ts';
import { timeView } from '../pieces/time.ts';
import { allowedIn, type View } from '../pieces/view.ts';
import type { FlyoutState } from '../state/state.ts';
import { rotationView } from './rotation.ts';

export function secretsView(view: View, flyout: FlyoutState): TemplateResult | typeof nothing {
	const { application } = flyout;
	const { run, texts, state } = view;
	if (application === null) return nothing;
	const { secrets: words } = texts;
	const { secrets, rotation } = application;
	const allowed = allowedIn(state, application);
	return html`<div class="form">
		<div class="section-row">
			<p class="quiet grow">${words.intro}</p>
			${
				allowed.rotate
					? html`<button type="button" class="button" @click=${() => run.dialogs.openRotate(application)}>
						${words.rotate}
					</button>`
					: nothing
			}
		</div>
		${allowed.rotate ? nothing : html`<p class="hint">${words.mayNot}</p>`}
		${rotation === null ? nothing : rotationView(view, application, rotation)}
		${secrets.length === 0 ? html`<p class="hint">${words.none}</p>` : nothing}
		<ul class="secrets">
			${repeat(
				secrets.toReversed(),
				({ secretId }) => secretId,
				(secret) => secretView(view, application, secret),
			)}
		</ul>
		${keysView(view, flyout)}
	</div>`;
}

function secretView(view: View, application: Application, secret: Secret): TemplateResult {
	const { run, texts, state } = view;
	const { secrets: words } = texts;
	const {
		hint,
		createdAt,
		createdBy,
		parentId,
		lastUsedAt,
		lastAddress,
		tokensIssued,
		expiresAt,
		overlapEndsAt,
		leakedAt,
	} = secret;
	const newest = application.secrets.at(-1) === secret;
	const by = parentId === null ? texts.details.by(createdBy) : words.byIntegration;
	return html`<li aria-label=${words.secret(hint)}>
		<div class="secret-head">
			<code>${words.hint(hint)}</code>
			${leakedAt === null ? nothing : html`<span class="badge danger">${words.leaked}</span>`}
			${overlapEndsAt !== null ? html`<span class="badge">${words.replaced}</span>` : nothing}
			${newest && application.secrets.length > 1 ? html`<span class="badge accent">${words.newest}</span>` : nothing}
			<span class="grow"></span>
			${
				allowedIn(state, application).reveal
					? html`<button
						type="button"
						class="button small"
						@click=${() => run.dialogs.openCredentials(application, secret.secretId)}
					>
						${words.show}
					</button>`
					: nothing
			}
			<button
				type="button"
				class="button small"
				@click=${() => run.dialogs.openConfirm('revoke', application.clientId, { secret })}
			>
				${words.revoke}
			</button>
		</div>
		<dl class="secret-facts">
			<div><dt>${words.age}</dt><dd>${timeView(createdAt, view)} <span class="quiet">${by}</span></dd></div>
			<div>
				<dt>${words.lastUsed}</dt>
				<dd>
					${
						lastUsedAt === null
							? html`<span class="quiet">${texts.never}</span>`
							: html`${timeView(lastUsedAt, view)}${lastAddress === null ? nothing : html` <span class="quiet">${words.from(lastAddress)}</span>`}`
					}
				</dd>
			</div>
			<div><dt>${words.issued}</dt><dd>${words.tokens(tokensIssued)}</dd></div>
			${
				overlapEndsAt === null
					? html`<div>
						<dt>${words.expires}</dt>
						<dd>${expiresAt === null ? html`<span class="quiet">${texts.never}</span>` : timeView(expiresAt, view)}</dd>
					</div>`
					: html`<div><dt>${words.ends}</dt><dd>${timeView(overlapEndsAt, view)}</dd></div>`
			}
		</dl>
	</li>`;
}
