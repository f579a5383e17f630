import { ClientApplications } from './element/element.ts';
import type { Texts } from './texts/english.ts';

/** `<client-applications>`. Each attribute has a property; `texts` is a property only. */
export interface ClientApplicationsElement extends HTMLElement {
	/** `api-base`: where the API router is mounted, such as `/latchkey`; at the root where absent. */
	apiBase: string;
	/** `domain`: which of the user's domains to show; their first where absent. */
	domain: string | undefined;
	/** `token-endpoint`: where integrations get tokens, as they are told; the one of `api-base` where absent. */
	tokenEndpoint: string | undefined;
	/** `sign-in-url`: where to send a user who is signed out. The element also fires `signed-out`. */
	signInUrl: string | undefined;
	/** `heading-level`: of the title; 1 where absent. */
	headingLevel: number;
	/** `locale`: how times are written, in BCP 47; English where absent and the texts are, else the browser's. */
	locale: string | undefined;
	/** Every word of the page. */
	texts: Texts;
}

if (customElements.get('client-applications') === undefined) {
	customElements.define('client-applications', ClientApplications);
}

declare global {
	interface HTMLElementTagNameMap {
		'client-applications': ClientApplicationsElement;
	}
}

export { english, type Texts } from './texts/english.ts';
