import { css } from 'lit';

export const flyout = css`
	.flyout {
		position: fixed;
		inset: 0 0 0 auto;
		width: min(36rem, 100vw);
		max-width: none;
		height: 100dvh;
		max-height: none;
		margin: 0;
		border-inline-start: 1px solid var(--_line);
		box-shadow: -16px 0 48px rgb(0 0 0 / 0.16);
	}
	.flyout::backdrop {
		background: rgb(10 12 18 / 0.22);
	}
	.panel {
		display: flex;
		flex-direction: column;
		height: 100%;
	}
	.panel > header {
		display: flex;
		align-items: flex-start;
		gap: 0.25rem;
		padding: 1.25rem 1.25rem 0.75rem 1.5rem;
	}
	.panel h2 {
		font-size: 1.125rem;
		font-weight: 620;
		line-height: 1.35;
		letter-spacing: -0.008em;
		overflow-wrap: anywhere;
	}
	.panel > header p:last-child {
		margin-top: 0.25rem;
		font-size: 0.8125rem;
	}
	.tabs {
		display: flex;
		flex: none;
		gap: 1.25rem;
		padding: 0 1.5rem;
		border-bottom: 1px solid var(--_line);
		overflow-x: auto;
	}
	.tabs button {
		margin-bottom: -1px;
		padding: 0.4375rem 0;
		border: 0;
		border-bottom: 2px solid transparent;
		background: none;
		color: var(--_quiet);
		white-space: nowrap;
		cursor: pointer;
	}
	.tabs button:hover {
		color: var(--_text);
	}
	.tabs button[aria-selected="true"] {
		border-bottom-color: var(--_accent);
		color: var(--_text);
		font-weight: 550;
	}
	.tabs button:focus-visible {
		outline-offset: -2px;
	}
	.tab-panel {
		flex: 1;
		min-height: 0;
		padding: 1.25rem 1.5rem 2rem;
		overflow-y: auto;
	}
	.panel > .callout {
		margin: 0 1.5rem;
	}
	.save-bar {
		display: flex;
		flex: none;
		flex-wrap: wrap;
		align-items: center;
		gap: 0.5rem;
		padding: 0.75rem 1.5rem;
		border-top: 1px solid var(--_line);
		background: var(--_sunken);
		font-size: 0.8125rem;
	}
	.save-bar.conflict {
		flex-direction: column;
		align-items: stretch;
		gap: 0.625rem;
		box-shadow: inset 0 2px 0 var(--_warn);
	}
	.facts-list {
		padding-top: 1rem;
		border-top: 1px solid var(--_line);
	}
	.save-bar .facts-list {
		padding: 0;
		border: 0;
	}
	.privileges {
		gap: 0;
		border: 1px solid var(--_line);
		border-radius: var(--_radius);
	}
	.privileges legend {
		float: left;
		width: 100%;
		margin: 0;
		padding: 0.4375rem 0.75rem;
		border-bottom: 1px solid var(--_line);
		background: var(--_sunken);
		font-size: 0.8125rem;
		border-radius: var(--_radius) var(--_radius) 0 0;
	}
	.privileges .choice {
		clear: both;
		padding: 0.4375rem 0.75rem;
	}
	.privileges .choice + .choice {
		border-top: 1px solid var(--_line);
	}
	.privileges .choice:hover {
		background: color-mix(in srgb, transparent, var(--_text) 3%);
	}
	.privileges code {
		margin-inline-start: 0.25rem;
		color: var(--_quiet);
		font-size: 0.75rem;
	}
	.section-row {
		display: flex;
		align-items: flex-start;
		gap: 1rem;
	}
	.secrets {
		border: 1px solid var(--_line);
		border-radius: var(--_radius);
	}
	.secrets:empty {
		display: none;
	}
	.secrets > li {
		padding: 0.625rem 0.75rem 0.75rem;
	}
	.secrets > li + li {
		border-top: 1px solid var(--_line);
	}
	.secret-head {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 0.375rem;
	}
	.secret-head > code {
		font-weight: 600;
	}
	.secret-facts {
		display: grid;
		grid-template-columns: repeat(2, 1fr);
		gap: 0.5rem 1rem;
		margin-top: 0.5rem;
		font-size: 0.8125rem;
	}
	.secret-facts dt {
		color: var(--_quiet);
		font-size: 0.75rem;
	}
	.boxed {
		padding: 0.875rem;
		border: 1px solid var(--_line);
		border-radius: var(--_radius);
	}
	.secrets .buttons {
		gap: 0.375rem;
		margin-top: 0.5rem;
	}
	.signing-secret {
		margin-top: 0.5rem;
		padding: 0.5rem 0.625rem;
		border-radius: var(--_radius);
		background: var(--_tint);
		font-size: 0.8125rem;
	}
	.signing-secret .section-row {
		align-items: center;
		gap: 0.125rem;
	}
	.deliveries {
		margin-top: 0.75rem;
		padding-top: 0.625rem;
		border-top: 1px solid var(--_line);
		font-size: 0.8125rem;
	}
	.deliveries h3 {
		font-size: 0.8125rem;
		font-weight: 600;
	}
	.deliveries summary {
		display: flex;
		gap: 0.625rem;
		padding: 0.3125rem 0;
		cursor: pointer;
	}
	.delivery {
		padding: 0 0 0.625rem 0.75rem;
		border-inline-start: 2px solid var(--_line);
	}
	.delivery ol {
		margin: 0.375rem 0;
	}
	.delivery ol li {
		display: flex;
		flex-wrap: wrap;
		gap: 0 0.75rem;
	}
	.answer {
		flex-basis: 100%;
		color: var(--_quiet);
	}
	.delivery-status {
		width: 5rem;
	}
	.delivery-status.delivered {
		color: var(--_good);
	}
	.delivery-status.failed {
		color: var(--_danger);
	}
	.delivery-status.held {
		color: var(--_warn);
	}
	.entries > li {
		position: relative;
		padding: 0 0 1rem 1.25rem;
		font-size: 0.8125rem;
	}
	.entries > li::before {
		content: "";
		position: absolute;
		top: 0.4375rem;
		left: 0.0625rem;
		width: 0.4375rem;
		height: 0.4375rem;
		border-radius: 50%;
		background: var(--_edge);
	}
	.entries > li:not(:last-child)::after {
		content: "";
		position: absolute;
		top: 1rem;
		bottom: -0.25rem;
		left: 0.25rem;
		width: 1px;
		background: var(--_line);
	}
	.entry-head {
		display: flex;
		justify-content: space-between;
		gap: 1rem;
		font-size: 0.875rem;
	}
	.entry-detail {
		overflow-wrap: anywhere;
	}
	.rotation {
		padding: 0.75rem 0.875rem;
		border-radius: var(--_radius);
		background: var(--_tint);
	}
	.rotation h3 {
		font-size: 0.875rem;
		font-weight: 600;
	}
	.rotation h3 .quiet {
		font-weight: 400;
	}
	.rotation ol {
		margin: 0.625rem 0;
	}
	.rotation ol li {
		position: relative;
		display: flex;
		flex-wrap: wrap;
		gap: 0 0.5rem;
		padding-block: 0.1875rem;
	}
	.step-mark {
		display: grid;
		place-items: center;
		width: 1.125rem;
		height: 1.125rem;
		border: 1.5px solid var(--_edge);
		border-radius: 50%;
	}
	.done .step-mark {
		border-color: transparent;
		background: var(--_accent);
		color: var(--_on-accent);
	}
	.step-mark .icon {
		width: 0.75rem;
		height: 0.75rem;
	}
	.rotation .buttons {
		margin-top: 0.625rem;
	}
	@media (prefers-reduced-motion: no-preference) {
		.flyout[open] {
			animation: slide 0.18s ease-out;
		}
		@keyframes slide {
			from {
				transform: translateX(2rem);
				opacity: 0;
			}
		}
	}
`;
