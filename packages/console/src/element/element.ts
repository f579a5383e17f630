import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { type Api, apiClient, sender } from '../api/client.ts';
import { dialogView } from '../dialogs/view.ts';
import { flyoutView } from '../flyout/view.ts';
import { pageView } from '../list/view.ts';
import { styles } from '../look/styles.ts';
import { noticeView } from '../pieces/notice.ts';
import type { View } from '../pieces/view.ts';
import { type Controller, createController } from '../state/controller.ts';
import { initialState, type State } from '../state/state.ts';
import { createStore, type Store } from '../state/store.ts';
import { english, type Texts } from '../texts/english.ts';
import { layerFocus } from './focus.ts';

/** How often "3 minutes ago" is looked at again. */
const CLOCK_MS = 20_000;

export class ClientApplications extends LitElement {
	static override readonly styles = styles;
	static override readonly properties = {
		apiBase: { attribute: 'api-base' },
		domain: { attribute: 'domain' },
		tokenEndpoint: { attribute: 'token-endpoint' },
		signInUrl: { attribute: 'sign-in-url' },
		headingLevel: { attribute: 'heading-level', type: Number },
		locale: { attribute: 'locale' },
		texts: { attribute: false },
	};

	declare apiBase: string;
	declare domain: string | undefined;
	declare tokenEndpoint: string | undefined;
	declare signInUrl: string | undefined;
	declare headingLevel: number;
	declare locale: string | undefined;
	declare texts: Texts;

	readonly #store: Store<State>;
	readonly #run: Controller;
	readonly #timers = new Set<ReturnType<typeof setTimeout>>();
	#api: Api = apiClient(sender(''));
	#layers: { settle(): void } | undefined;
	#clock: ReturnType<typeof setInterval> | undefined;

	constructor() {
		super();
		this.apiBase = '';
		this.headingLevel = 1;
		this.texts = english;
		this.#store = createStore(initialState, () => this.requestUpdate());
		this.#run = createController(
			{
				store: this.#store,
				api: () => this.#api,
				texts: () => this.texts,
				after: (ms, callback) => this.#after(ms, callback),
				writeClipboard: (text) => navigator.clipboard.writeText(text),
				unique: () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('-'),
				wantedDomain: () => this.domain,
				onSignedOut: () => this.#tell('signed-out', {}),
				onDomain: (domainId) => this.#tell('domain-changed', { domainId }),
			},
			() => document.visibilityState === 'visible',
		);
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.#clock = setInterval(() => this.requestUpdate(), CLOCK_MS);
		// After the first update, when the attributes have been read.
		void this.updateComplete.then(() => this.#run.session.begin());
	}

	/** Nothing stays behind: no credential, and nothing that would wake up later. */
	override disconnectedCallback(): void {
		super.disconnectedCallback();
		clearInterval(this.#clock);
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers.clear();
		this.#store.apply(() => initialState);
	}

	override willUpdate(changed: PropertyValues<this>): void {
		if (changed.has('apiBase')) this.#api = apiClient(sender(this.apiBase.replace(/\/$/, '')));
		if (changed.has('domain') && this.hasUpdated && this.domain !== undefined)
			void this.#run.session.choose(this.domain);
	}

	override render(): TemplateResult {
		const view = this.#view();
		return html`<div class="page">
			${pageView(view)} ${flyoutView(view)} ${dialogView(view)}
			${noticeView(view)}
		</div>`;
	}

	override updated(): void {
		this.#layers ??= layerFocus(this.renderRoot as ShadowRoot);
		this.#layers.settle();
	}

	#view(): View {
		return {
			state: this.#store.get(),
			run: this.#run,
			texts: this.texts,
			locale: this.locale ?? (this.texts === english ? 'en' : navigator.language),
			now: Date.now(),
			tokenEndpoint:
				this.tokenEndpoint ?? new URL(`${this.apiBase.replace(/\/$/, '')}/oauth2/token`, document.baseURI).href,
			signInUrl: this.signInUrl,
			headingLevel: this.headingLevel,
		};
	}

	#after(ms: number, callback: () => void): () => void {
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			callback();
		}, ms);
		this.#timers.add(timer);
		return () => {
			clearTimeout(timer);
			this.#timers.delete(timer);
		};
	}

	#tell(name: string, detail: object): void {
		this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
	}
}
