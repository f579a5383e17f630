import { css } from 'lit';

export const controls = css`
	button,
	input,
	textarea,
	select {
		font: inherit;
		color: inherit;
		letter-spacing: inherit;
	}
	.button {
		display: inline-flex;
		align-items: center;
		justify-content: center;
		gap: 0.375rem;
		min-height: 2rem;
		padding: 0.25rem 0.75rem;
		border: 1px solid var(--_line);
		border-radius: var(--_radius);
		background: var(--_raised);
		color: var(--_text);
		font-weight: 500;
		text-decoration: none;
		white-space: nowrap;
		cursor: pointer;
		box-shadow: 0 1px 1px rgb(0 0 0 / 0.04);
	}
	.button:hover {
		background: color-mix(in srgb, var(--_raised), var(--_text) 5%);
	}
	.button.small {
		min-height: 1.625rem;
		padding: 0.0625rem 0.5rem;
		font-size: 0.8125rem;
	}
	.button.primary {
		border-color: transparent;
		background: var(--_accent);
		color: var(--_on-accent);
	}
	.button.destructive {
		border-color: transparent;
		background: var(--_danger-fill);
		color: #ffffff;
	}
	.button.primary:hover,
	.button.destructive:hover {
		filter: brightness(1.08);
	}
	.button:disabled {
		opacity: 0.5;
		cursor: default;
		filter: none;
	}
	.icon-button {
		display: inline-grid;
		place-items: center;
		flex: none;
		width: 1.75rem;
		height: 1.75rem;
		padding: 0;
		border: 0;
		border-radius: var(--_radius);
		background: none;
		color: var(--_quiet);
		cursor: pointer;
	}
	.icon-button:hover,
	.icon-button[aria-expanded="true"] {
		background: color-mix(in srgb, transparent, var(--_text) 8%);
		color: var(--_text);
	}
	.icon-button:disabled {
		opacity: 0.4;
		cursor: default;
	}
	.icon-button.copy {
		width: 1.5rem;
		height: 1.5rem;
	}
	.icon-button.copy .icon {
		width: 0.8125rem;
		height: 0.8125rem;
	}
	.link {
		padding: 0;
		border: 0;
		background: none;
		font-weight: 550;
		text-align: start;
		cursor: pointer;
		overflow-wrap: anywhere;
	}
	.link:hover {
		color: var(--_accent);
	}
	input:not([type="radio"], [type="checkbox"]),
	textarea,
	select {
		width: 100%;
		min-height: 2rem;
		padding: 0.25rem 0.625rem;
		border: 1px solid var(--_edge);
		border-radius: var(--_radius);
		background: var(--_raised);
	}
	textarea {
		resize: vertical;
	}
	::placeholder {
		color: var(--_quiet);
		opacity: 1;
	}
	input[type="radio"],
	input[type="checkbox"] {
		flex: none;
		width: 1rem;
		height: 1rem;
		margin: 0.125rem 0 0;
		accent-color: var(--_accent);
	}
	.search {
		position: relative;
		display: block;
		flex: 1 1 14rem;
		max-width: 22rem;
	}
	.search .icon {
		position: absolute;
		top: 0.5rem;
		left: 0.5625rem;
		color: var(--_quiet);
		pointer-events: none;
	}
	.search input[type="search"] {
		padding-inline-start: 2rem;
	}
	.segments {
		display: inline-flex;
		margin: 0;
		padding: 2px;
		border: 0;
		border-radius: calc(var(--_radius) + 2px);
		background: color-mix(in srgb, transparent, var(--_text) 7%);
	}
	.segments label {
		display: block;
		cursor: pointer;
	}
	.segments input {
		position: absolute;
		opacity: 0;
	}
	.segments span {
		display: block;
		padding: 0.1875rem 0.75rem;
		border-radius: var(--_radius);
		color: var(--_quiet);
	}
	.segments input:checked + span {
		background: var(--_raised);
		color: var(--_text);
		font-weight: 500;
		box-shadow: 0 1px 2px rgb(0 0 0 / 0.12);
	}
	.segments input:focus-visible + span {
		outline: 2px solid var(--_accent);
	}
	.badge,
	.chip {
		display: inline-block;
		padding: 0 0.375rem;
		border-radius: 4px;
		font-size: 0.75rem;
		line-height: 1.25rem;
		white-space: nowrap;
	}
	.badge {
		background: color-mix(in srgb, transparent, var(--_text) 8%);
		color: var(--_quiet);
	}
	.badge.accent {
		background: var(--_tint);
		color: var(--_accent);
	}
	.badge.danger {
		background: color-mix(in srgb, var(--_danger) 12%, transparent);
		color: var(--_danger);
	}
	.chip {
		border: 1px solid var(--_line);
	}
	.chips {
		display: flex;
		flex-wrap: wrap;
		gap: 0.25rem;
	}
	.status {
		display: inline-flex;
		align-items: center;
		gap: 0.4375rem;
		white-space: nowrap;
	}
	.status::before {
		content: "";
		width: 0.4375rem;
		height: 0.4375rem;
		border-radius: 50%;
		background: var(--_good);
	}
	.status.disabled {
		color: var(--_quiet);
	}
	.status.disabled::before {
		background: none;
		box-shadow: inset 0 0 0 1.5px var(--_quiet);
	}
	.callout {
		display: flex;
		gap: 0.625rem;
		padding: 0.625rem 0.75rem;
		border-radius: var(--_radius);
		background: var(--_sunken);
	}
	.callout > .icon {
		margin-top: 0.125rem;
	}
	.callout strong {
		font-weight: 600;
	}
	.callout.warning {
		background: color-mix(in srgb, var(--_warn) 10%, var(--_raised));
	}
	.callout.warning > .icon,
	.callout.warning strong {
		color: var(--_warn);
	}
	.callout.danger {
		background: color-mix(in srgb, var(--_danger) 9%, var(--_raised));
	}
	.callout.danger > .icon,
	.callout.danger strong {
		color: var(--_danger);
	}
	.callout .button {
		margin-top: 0.5rem;
	}
	@media (forced-colors: active) {
		.status::before {
			forced-color-adjust: none;
		}
		.segments input:checked + span {
			outline: 2px solid Highlight;
		}
	}
`;
