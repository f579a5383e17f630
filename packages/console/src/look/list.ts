import { css } from 'lit';

export const list = css`
	.page {
		max-width: 80rem;
		margin: 0 auto;
		padding: 1.75rem 1.5rem 3rem;
	}
	.page-header {
		margin-bottom: 1.25rem;
	}
	.title-row {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		justify-content: space-between;
		gap: 0.75rem;
	}
	.title {
		font-size: 1.375rem;
		font-weight: 620;
		line-height: 1.3;
		letter-spacing: -0.012em;
	}
	.facts {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 0.25rem 1.5rem;
		margin-top: 0.25rem;
		font-size: 0.8125rem;
	}
	.fact {
		display: inline-flex;
		align-items: center;
		gap: 0.375rem;
		min-height: 1.75rem;
	}
	.fact .label {
		color: var(--_quiet);
	}
	.fact.count {
		gap: 0.625rem;
		margin-inline-start: auto;
		color: var(--_quiet);
		font-variant-numeric: tabular-nums;
	}
	.quiet-select.quiet-select {
		width: auto;
		min-height: 1.625rem;
		padding: 0 0.25rem;
		border-color: var(--_line);
		font-family: var(--_mono);
		font-size: 0.8125rem;
	}
	.bar .track {
		fill: color-mix(in srgb, transparent, var(--_text) 12%);
	}
	.bar .filled {
		fill: var(--_accent);
	}
	.bar.nearly-full .filled {
		fill: var(--_warn);
	}
	.toolbar {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 0.75rem;
		margin-bottom: 0.75rem;
	}
	.applications {
		width: 100%;
		border-collapse: collapse;
		font-size: 0.8125rem;
	}
	.applications th,
	.applications td {
		padding: 0.5rem 0.75rem 0.5rem 0;
		border-bottom: 1px solid var(--_line);
		font-weight: inherit;
		text-align: start;
		vertical-align: middle;
	}
	.applications thead th {
		padding-block: 0.375rem;
		color: var(--_quiet);
		font-size: 0.75rem;
		white-space: nowrap;
	}
	.applications tbody tr {
		cursor: pointer;
	}
	.applications tbody tr:hover,
	.applications tr.current {
		background: color-mix(in srgb, transparent, var(--_text) 3%);
	}
	.applications tbody tr > :first-child {
		padding-inline-start: 0.5rem;
	}
	.applications thead tr > :first-child {
		padding-inline-start: 0.5rem;
	}
	.applications .name {
		width: 34%;
	}
	.applications .name .link {
		font-size: 0.875rem;
	}
	.client-id {
		display: flex;
		align-items: center;
		gap: 0.125rem;
		color: var(--_quiet);
		font-size: 0.75rem;
	}
	.client-id code {
		overflow-wrap: normal;
		overflow: hidden;
		text-overflow: ellipsis;
		white-space: nowrap;
	}
	.applications .client-id {
		max-width: 19.5rem;
	}
	.applications .owner {
		max-width: 14rem;
		overflow: hidden;
		text-overflow: ellipsis;
		white-space: nowrap;
	}
	.applications .when {
		font-variant-numeric: tabular-nums;
		white-space: nowrap;
	}
	.applications .actions {
		width: 2.25rem;
		padding-inline-end: 0.25rem;
		text-align: end;
	}
	.applications[aria-busy="true"] tbody {
		cursor: progress;
	}
	.pages {
		display: flex;
		align-items: center;
		justify-content: flex-end;
		gap: 0.75rem;
		margin-top: 0.875rem;
		font-size: 0.8125rem;
	}
	.empty {
		max-width: 32rem;
		margin: 3.5rem auto;
		text-align: center;
	}
	.empty .emblem {
		display: inline-grid;
		place-items: center;
		width: 2.75rem;
		height: 2.75rem;
		margin-bottom: 0.875rem;
		border-radius: 12px;
		background: var(--_tint);
		color: var(--_accent);
	}
	.empty h2 {
		margin-bottom: 0.5rem;
		font-size: 1rem;
		font-weight: 600;
	}
	.empty p + p {
		margin-top: 0.5rem;
	}
	.empty .button {
		margin-top: 1.125rem;
	}
	.menu-anchor {
		display: inline-block;
	}
	.menu {
		position: fixed;
		inset: auto;
		min-width: 11rem;
		margin: 0;
		padding: 0.25rem;
		border: 1px solid var(--_line);
		border-radius: calc(var(--_radius) + 2px);
		background: var(--_raised);
		color: var(--_text);
		font-size: 0.875rem;
		box-shadow: 0 8px 28px rgb(0 0 0 / 0.16);
	}
	.menu button {
		display: block;
		width: 100%;
		padding: 0.3125rem 0.625rem;
		border: 0;
		border-radius: 4px;
		background: none;
		text-align: start;
		cursor: pointer;
	}
	.menu button:hover,
	.menu button:focus-visible {
		outline: 0;
		background: var(--_tint);
	}
	.menu button.dangerous {
		color: var(--_danger);
	}

	@container client-applications (max-width: 58rem) {
		.applications td.owner,
		.applications th:nth-child(2) {
			display: none;
		}
	}
	@container client-applications (max-width: 44rem) {
		.page {
			padding: 1.25rem 1rem 2rem;
		}
		.fact.count {
			margin-inline-start: 0;
		}
		.search,
		.segments {
			flex: 1 1 100%;
			max-width: none;
		}
		.segments label {
			flex: 1;
			text-align: center;
		}
		.applications thead {
			position: absolute;
			clip-path: inset(50%);
			width: 1px;
			height: 1px;
			overflow: hidden;
		}
		.applications,
		.applications tbody {
			display: block;
		}
		.applications tbody tr {
			position: relative;
			display: grid;
			grid-template-columns: 1fr 1fr;
			gap: 0.375rem 1rem;
			padding: 0.875rem 0;
			border-bottom: 1px solid var(--_line);
		}
		.applications tbody th,
		.applications tbody td,
		.applications tbody tr > :first-child {
			display: block;
			width: auto;
			padding: 0;
			border: 0;
		}
		.applications tbody .name {
			grid-column: 1 / -1;
			padding-inline-end: 2.5rem;
		}
		.applications tbody td.actions {
			position: absolute;
			top: 0.75rem;
			right: 0;
		}
		.applications td[data-label]::before {
			content: attr(data-label) / "";
			display: block;
			color: var(--_quiet);
			font-size: 0.75rem;
		}
	}
`;
