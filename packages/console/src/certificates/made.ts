import { html, nothing, type TemplateResult } from 'lit';
import type { AddedCertificate, Application } from '../api/wire.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { icons } from '../pieces/icons.ts';
import type { View } from '../pieces/view.ts';
import type { MadeCertificate } from '../state/state.ts';
import { madeCertificateGone, passwordToggled } from './transitions.ts';

const MASK = '••••••••••••••••••••••••';

/** A file to be saved: where it goes, and what is in it. */
interface Download {
	readonly name: string;
	readonly content: BlobPart;
	readonly type: string;
}

/** What was made just now: to be saved before it is gone. */
export function madeView(view: View, made: MadeCertificate, { name }: Application): TemplateResult {
	const { run, texts } = view;
	const { certificates: words } = texts;
	const { certificate } = made;
	const keyed = certificate.privateKey !== undefined || certificate.pkcs12 !== undefined;
	const file = downloadOf(certificate, name);
	return html`<section class="boxed form" aria-labelledby="made-title">
		<h3 id="made-title">${words.made}</h3>
		${
			keyed
				? html`<div class="callout warning">
					${icons.warning}
					<div><strong>${words.once}</strong><p>${words.onceWhy}</p></div>
				</div>`
				: nothing
		}
		${certificate.password === undefined ? nothing : passwordView(view, made, certificate.password)}
		<div class="buttons">
			<button type="button" class="button primary" @click=${() => save(file)}>${words.save(file.name)}</button>
			<button type="button" class="button" @click=${() => run.apply(madeCertificateGone)}>${texts.credentials.done}</button>
		</div>
	</section>`;
}

function passwordView(view: View, { passwordShown }: MadeCertificate, password: string): TemplateResult {
	const { run, texts } = view;
	const label = texts.certificates.password;
	const name = (passwordShown ? texts.credentials.hide : texts.credentials.show)(label);
	return html`<div class="section-row">
		<span>${label}</span>
		${
			passwordShown
				? html`<code class="grow" data-secret>${password}</code>`
				: html`<code class="grow quiet" role="img" aria-label="${label}: ${texts.credentials.hidden}">${MASK}</code>`
		}
		<button type="button" class="icon-button" aria-label=${name} title=${name} @click=${() => run.apply(passwordToggled)}>
			${passwordShown ? icons.eyeOff : icons.eye}
		</button>
		${copyButton(view, label, () => password)}
	</div>`;
}

function downloadOf({ pkcs12, privateKey = '', pem, chain = '' }: AddedCertificate, name: string): Download {
	const file = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '') || 'client';
	if (pkcs12 === undefined) {
		return { name: `${file}.pem`, content: `${privateKey}${pem}${chain}`, type: 'application/x-pem-file' };
	}
	const content = Uint8Array.from(atob(pkcs12), (character) => character.charCodeAt(0));
	return { name: `${file}.p12`, content, type: 'application/x-pkcs12' };
}

function save({ name, content, type }: Download): void {
	const url = URL.createObjectURL(new Blob([content], { type }));
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	URL.revokeObjectURL(url);
}
