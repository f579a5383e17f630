import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Application, Certificate } from '../api/wire.ts';
import { shortSerial } from '../format/serial.ts';
import { failureView } from '../pieces/failure.ts';
import { timeView } from '../pieces/time.ts';
import { allowedIn, type View } from '../pieces/view.ts';
import type { FlyoutState } from '../state/state.ts';
import { addingView } from './adding.ts';
import { madeView } from './made.ts';
import { certificateDrafted } from './transitions.ts';

/** The client certificates of an application: by which it shows who it is without a secret. */
export function certificatesView(view: View, flyout: FlyoutState): TemplateResult | typeof nothing {
	const { run, texts, state } = view;
	const { application, certificates } = flyout;
	if (application === null) return nothing;
	const { adding, made, failure } = certificates;
	const { certificates: words } = texts;
	const may = allowedIn(state, application).rotate;
	return html`<div class="form">
		<div class="section-row">
			<p class="quiet grow">${words.intro}</p>
			${
				may && adding === null
					? html`<button type="button" class="button" @click=${() => run.apply(certificateDrafted({}))}>
						${application.certificates.length === 0 ? words.add : words.renew}
					</button>`
					: nothing
			}
		</div>
		${may ? nothing : html`<p class="hint">${texts.secrets.mayNot}</p>`}
		${failureView(failure, view)}
		${adding === null ? nothing : addingView(view, adding, application, certificates.busy)}
		${made === null ? nothing : madeView(view, made, application)}
		${certificatesList(view, application, adding !== null)}
	</div>`;
}

function certificatesList(view: View, application: Application, adding: boolean): TemplateResult | typeof nothing {
	const { certificates: words } = view.texts;
	if (application.certificates.length === 0) return adding ? nothing : html`<p class="hint">${words.none}</p>`;
	return html`<ul class="secrets" aria-label=${words.list}>
		${repeat(
			application.certificates.toReversed(),
			({ certificateId }) => certificateId,
			(certificate) => certificateView(view, application, certificate),
		)}
	</ul>`;
}

function certificateView(view: View, application: Application, certificate: Certificate): TemplateResult {
	const { run, texts } = view;
	const { certificates: words, secrets } = texts;
	const { serialNumber, origin, createdAt, createdBy, parentId, firstUsedAt, lastUsedAt, lastAddress } = certificate;
	const { tokensIssued, expiresAt, overlapEndsAt } = certificate;
	const newest = application.certificates.at(-1) === certificate;
	const serial = shortSerial(serialNumber);
	const by = parentId === null ? texts.details.by(createdBy) : secrets.byIntegration;
	const use = (at: string | null, note: unknown = nothing): TemplateResult =>
		at === null ? html`<span class="quiet">${texts.never}</span>` : html`${timeView(at, view)}${note}`;
	return html`<li aria-label=${words.certificate(serial)}>
		<div class="secret-head">
			<code title=${serialNumber}>…${serial}</code>
			<span class="badge">${words.origins[origin]}</span>
			${overlapEndsAt !== null ? html`<span class="badge">${secrets.replaced}</span>` : nothing}
			${newest && application.certificates.length > 1 ? html`<span class="badge accent">${secrets.newest}</span>` : nothing}
			<span class="grow"></span>
			<button
				type="button"
				class="button small"
				@click=${() => run.dialogs.openConfirm('revokeCertificate', application.clientId, { certificate })}
			>
				${secrets.revoke}
			</button>
		</div>
		<dl class="secret-facts">
			<div><dt>${secrets.age}</dt><dd>${timeView(createdAt, view)} <span class="quiet">${by}</span></dd></div>
			<div><dt>${words.firstUsed}</dt><dd>${use(firstUsedAt)}</dd></div>
			<div>
				<dt>${secrets.lastUsed}</dt>
				<dd>${use(lastUsedAt, lastAddress === null ? nothing : html` <span class="quiet">${secrets.from(lastAddress)}</span>`)}</dd>
			</div>
			<div><dt>${secrets.issued}</dt><dd>${secrets.tokens(tokensIssued)}</dd></div>
			${
				overlapEndsAt === null
					? html`<div><dt>${secrets.expires}</dt><dd>${timeView(expiresAt, view)}</dd></div>`
					: html`<div><dt>${secrets.ends}</dt><dd>${timeView(overlapEndsAt, view)}</dd></div>`
			}
		</dl>
	</li>`;
}
