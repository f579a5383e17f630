import { css } from 'lit';

export const dialogs = css`
	dialog {
		margin: auto;
		padding: 0;
		border: 0;
		color: var(--_text);
		background: var(--_raised);
		font-size: 0.875rem;
	}
	dialog::backdrop {
		background: rgb(10 12 18 / 0.42);
	}
	.modal {
		width: min(30rem, calc(100vw - 2rem));
		max-height: calc(100dvh - 2rem);
		border-radius: calc(var(--_radius) + 6px);
		box-shadow: 0 24px 64px rgb(0 0 0 / 0.28);
	}
	.modal.wide {
		width: min(38rem, calc(100vw - 2rem));
	}
	.modal > header {
		display: flex;
		align-items: flex-start;
		justify-content: space-between;
		gap: 1rem;
		padding: 1.125rem 1.25rem 0.75rem;
	}
	.modal h2 {
		padding-top: 0.125rem;
		font-size: 1.0625rem;
		font-weight: 620;
		line-height: 1.4;
		letter-spacing: -0.006em;
		overflow-wrap: anywhere;
	}
	.modal > .form {
		padding: 0 1.25rem 1.25rem;
	}
	.modal > footer {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		justify-content: flex-end;
		gap: 0.5rem;
		padding: 0.75rem 1.25rem;
		border-top: 1px solid var(--_line);
		font-size: 0.8125rem;
	}
	.form {
		display: flex;
		flex-direction: column;
		gap: 1rem;
	}
	.field {
		display: flex;
		flex-direction: column;
		gap: 0.25rem;
	}
	.field > span:first-child,
	legend {
		font-weight: 550;
	}
	.choices {
		display: flex;
		flex-direction: column;
		gap: 0.375rem;
		margin: 0;
		padding: 0;
		border: 0;
	}
	.choices legend {
		margin-bottom: 0.375rem;
		padding: 0;
	}
	.choices label,
	.choice {
		display: flex;
		align-items: flex-start;
		gap: 0.5625rem;
		cursor: pointer;
	}
	.credentials {
		display: flex;
		flex-direction: column;
		border: 1px solid var(--_line);
		border-radius: var(--_radius);
	}
	.credentials > div {
		padding: 0.5rem 0.5rem 0.5rem 0.75rem;
	}
	.credentials > div + div {
		border-top: 1px solid var(--_line);
	}
	.credentials dt {
		color: var(--_quiet);
		font-size: 0.75rem;
	}
	.credentials dd {
		display: flex;
		align-items: flex-start;
		gap: 0.125rem;
	}
	.credentials .value {
		flex: 1;
		min-width: 0;
		padding: 0.1875rem 0;
		overflow-wrap: anywhere;
		user-select: all;
	}
	.credentials .masked {
		color: var(--_quiet);
		user-select: none;
	}
	.credentials .icon-button {
		width: 1.75rem;
		height: 1.75rem;
	}
	.impact {
		padding: 0.75rem 0.875rem;
		border: 1px solid var(--_line);
		border-radius: var(--_radius);
	}
	.impact h3 {
		margin-bottom: 0.375rem;
		font-size: 0.8125rem;
		font-weight: 600;
	}
	.impact dl,
	.facts-list {
		display: grid;
		grid-template-columns: max-content 1fr;
		gap: 0.3125rem 1rem;
		font-size: 0.8125rem;
	}
	.impact dt,
	.facts-list dt {
		color: var(--_quiet);
	}
	.buttons {
		display: flex;
		flex-wrap: wrap;
		gap: 0.5rem;
	}
	@media (prefers-reduced-motion: no-preference) {
		.modal[open] {
			animation: appear 0.14s ease-out;
		}
		@keyframes appear {
			from {
				opacity: 0;
				transform: translateY(6px);
			}
		}
	}
`;
