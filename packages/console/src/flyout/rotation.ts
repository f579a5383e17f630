import { html, nothing, type TemplateResult } from 'lit';
import type { Application, Rotation } from '../api/wire.ts';
import { icons } from '../pieces/icons.ts';
import { timeView } from '../pieces/time.ts';
import { allowedIn, type View } from '../pieces/view.ts';

interface Step {
	readonly label: string;
	readonly at: string | null;
	readonly note?: unknown;
}

/** Three steps, and which of them are done: what a person waits for when they rotate. */
export function rotationView(view: View, application: Application, rotation: Rotation): TemplateResult {
	const { texts, run, state } = view;
	const { rotation: words } = texts;
	const { secretId, startedAt, deadlineAt, byEvidence } = rotation;
	const successor = application.secrets.find((secret) => secret.secretId === secretId);
	const adoptedAt = successor?.adoptedAt ?? null;
	const confirm = (ending: 'complete' | 'cancel') => () => run.dialogs.openConfirm(ending, application.clientId);
	const steps: Step[] = [
		{ label: words.steps.made, at: successor === undefined ? null : successor.createdAt },
		{ label: words.steps.adopted, at: adoptedAt },
		{
			label: words.steps.retired,
			at: null,
			note: html`${timeView(deadlineAt, view)} ${words.deadline}${byEvidence ? html`, ${words.early}` : nothing}`,
		},
	];
	return html`<section class="rotation" aria-labelledby="rotation-title">
		<h3 id="rotation-title">${words.title} <span class="quiet">${timeView(startedAt, view)}</span></h3>
		${secretId === null ? html`<p class="quiet">${words.offered}</p>` : nothing}
		<ol>
			${steps.map((step) => stepView(view, step))}
		</ol>
		<p class="quiet">${oldUseView(view, application, rotation)}</p>
		${
			allowedIn(state, application).rotate
				? html`<div class="buttons">
					${adoptedAt === null ? html`<button type="button" class="button small" @click=${confirm('cancel')}>${words.cancel}</button>` : nothing}
					${successor === undefined ? nothing : html`<button type="button" class="button small" @click=${confirm('complete')}>${words.complete}</button>`}
				</div>`
				: nothing
		}
	</section>`;
}

function stepView(view: View, { label, at, note }: Step): TemplateResult {
	return html`<li class=${at === null ? '' : 'done'}>
		<span class="step-mark">${at === null ? nothing : icons.check}</span>
		<span>${label}</span>
		<span class="quiet">${note ?? (at === null ? view.texts.rotation.waiting : timeView(at, view))}</span>
	</li>`;
}

function oldUseView(view: View, { secrets }: Application, { secretId }: Rotation): TemplateResult {
	const { rotation: words } = view.texts;
	const uses = secrets.filter((secret) => secret.secretId !== secretId).map(({ lastUsedAt }) => lastUsedAt);
	const last = uses
		.filter((use) => use !== null)
		.sort()
		.at(-1);
	if (last === undefined) return html`${words.oldUnused}`;
	const [before, after = ''] = words.oldInUse('\0').split('\0');
	return html`${before}${timeView(last, view)}${after}`;
}
