import { css } from 'lit';

/**
 * What a host may set, under `--latchkey-…`; everything else follows from it. Light and dark follow `color-scheme` of
 * the page, as do the browser's own controls.
 */
export const theme = css`
	:host {
		--_accent: var(--latchkey-accent, light-dark(#3451b2, #9db1ff));
		--_on-accent: var(--latchkey-on-accent, light-dark(#ffffff, #10142a));
		--_surface: var(--latchkey-surface, light-dark(#ffffff, #15171c));
		--_raised: var(--latchkey-raised, light-dark(#ffffff, #1b1e25));
		--_sunken: var(--latchkey-sunken, light-dark(#f6f7f9, #101216));
		--_text: var(--latchkey-text, light-dark(#1a1d23, #e8eaee));
		--_quiet: var(--latchkey-quiet, light-dark(#5b6270, #a0a7b4));
		--_line: var(--latchkey-line, light-dark(#e3e6eb, #2b2f38));
		--_edge: var(--latchkey-edge, light-dark(#868d9b, #6d7482));
		--_good: var(--latchkey-good, light-dark(#1f7a4d, #63c696));
		--_warn: var(--latchkey-warn, light-dark(#8f5200, #e8b25c));
		--_danger: var(--latchkey-danger, light-dark(#b3261e, #ff9a90));
		--_danger-fill: var(--latchkey-danger-fill, light-dark(#b3261e, #c4362d));
		--_mono: var(--latchkey-mono, ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, monospace);
		--_radius: var(--latchkey-radius, 6px);
		--_tint: color-mix(in srgb, var(--_accent) 9%, transparent);

		display: block;
		container: client-applications / inline-size;
		color: var(--_text);
		background: var(--_surface);
		font-size: 0.875rem;
		line-height: 1.45;
		-webkit-text-size-adjust: 100%;
	}
	:host([hidden]) {
		display: none;
	}
	*,
	*::before,
	*::after {
		box-sizing: border-box;
	}
	h2,
	h3,
	p,
	dl,
	dd,
	ul,
	ol {
		margin: 0;
		padding: 0;
	}
	ul,
	ol {
		list-style: none;
	}
	code {
		font-family: var(--_mono);
		font-size: 0.9286em;
		overflow-wrap: anywhere;
	}
	.icon {
		display: block;
		flex: none;
	}
	.quiet,
	.hint {
		color: var(--_quiet);
	}
	.hint {
		display: block;
		font-size: 0.8125rem;
	}
	.warn {
		color: var(--_warn);
	}
	.grow {
		flex: 1;
		min-width: 0;
	}
	.for-readers {
		position: absolute;
		width: 1px;
		height: 1px;
		overflow: hidden;
		clip-path: inset(50%);
		white-space: nowrap;
	}
	:focus-visible {
		outline: 2px solid var(--_accent);
		outline-offset: 2px;
	}
	.loading {
		padding: 3rem 0;
		color: var(--_quiet);
		text-align: center;
	}
	.notice {
		position: fixed;
		z-index: 1;
		bottom: 1.5rem;
		left: 50%;
		max-width: min(30rem, calc(100vw - 2rem));
		padding: 0.5rem 0.875rem;
		border-radius: var(--_radius);
		background: light-dark(#1a1d23, #e8eaee);
		color: light-dark(#ffffff, #15171c);
		box-shadow: 0 6px 20px rgb(0 0 0 / 0.22);
		opacity: 0;
		visibility: hidden;
		transform: translate(-50%, 0.5rem);
	}
	.notice.shown {
		opacity: 1;
		visibility: visible;
		transform: translate(-50%, 0);
	}
	@media (prefers-reduced-motion: no-preference) {
		.notice.shown {
			transition:
				opacity 0.15s,
				transform 0.15s;
		}
	}
`;
