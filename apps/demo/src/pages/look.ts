/** The look of the demo's platform: its own, which the component takes its type face and colour scheme from. */
export const LOOK = `:root {
	color-scheme: light dark;
	--text: light-dark(#1a1d23, #e8eaee);
	--quiet: light-dark(#5b6270, #a0a7b4);
	--line: light-dark(#e3e6eb, #2b2f38);
	--surface: light-dark(#ffffff, #15171c);
	--side: light-dark(#f6f7f9, #101216);
	--accent: light-dark(#3451b2, #9db1ff);
	background: var(--surface);
	color: var(--text);
}
body {
	margin: 0;
	font: 0.875rem/1.45 Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
.shell {
	display: grid;
	grid-template-columns: 13.5rem minmax(0, 1fr);
	min-height: 100vh;
}
.side {
	display: flex;
	flex-direction: column;
	padding: 1.25rem 0.75rem;
	border-right: 1px solid var(--line);
	background: var(--side);
}
.brand {
	margin: 0 0 1.25rem;
	padding: 0 0.625rem;
	font-weight: 650;
}
.side h2 {
	margin: 1rem 0 0.25rem;
	padding: 0 0.625rem;
	color: var(--quiet);
	font-size: 0.75rem;
	font-weight: 550;
}
.side ul {
	margin: 0;
	padding: 0;
	list-style: none;
}
.side a {
	display: block;
	padding: 0.3125rem 0.625rem;
	border-radius: 6px;
	color: inherit;
	text-decoration: none;
}
.side a:hover,
.side a[aria-current] {
	background: light-dark(#e9ebf0, #20242c);
}
.side a[aria-current] {
	font-weight: 550;
}
.who {
	margin-top: auto;
	padding: 1rem 0.625rem 0;
	color: var(--quiet);
	font-size: 0.8125rem;
	overflow-wrap: anywhere;
}
.who strong {
	display: block;
	color: var(--text);
	font-weight: 550;
}
button {
	font: inherit;
	cursor: pointer;
}
.who button {
	margin-top: 0.5rem;
	padding: 0;
	border: 0;
	background: none;
	color: var(--accent);
}
.overview {
	max-width: 40rem;
	padding: 1.75rem 1.5rem;
}
h1 {
	margin: 0 0 0.5rem;
	font-size: 1.375rem;
	font-weight: 620;
	letter-spacing: -0.012em;
}
a {
	color: var(--accent);
}
.sign-in {
	max-width: 24rem;
	margin: 0 auto;
	padding: 12vh 1.25rem 3rem;
}
.sign-in p {
	margin: 0 0 1.25rem;
	color: var(--quiet);
}
.sign-in label {
	display: block;
	margin-bottom: 1rem;
	font-weight: 550;
}
.sign-in input {
	display: block;
	box-sizing: border-box;
	width: 100%;
	margin-top: 0.25rem;
	padding: 0.375rem 0.625rem;
	border: 1px solid light-dark(#868d9b, #6d7482);
	border-radius: 6px;
	background: var(--surface);
	color: inherit;
	font: inherit;
}
.users button {
	display: block;
	width: 100%;
	padding: 0.5625rem 0.75rem;
	border: 1px solid var(--line);
	border-bottom-width: 0;
	background: var(--surface);
	color: inherit;
	text-align: start;
}
.users button:first-of-type {
	border-radius: 8px 8px 0 0;
}
.users button:last-of-type {
	border-bottom-width: 1px;
	border-radius: 0 0 8px 8px;
}
.users button:hover {
	background: var(--side);
}
.users strong {
	display: block;
	font-weight: 550;
}
.users span {
	color: var(--quiet);
	font-size: 0.8125rem;
}
.wrong {
	color: light-dark(#b3261e, #ff9a90) !important;
}
:focus-visible {
	outline: 2px solid var(--accent);
	outline-offset: 2px;
}
@media (max-width: 48rem) {
	.shell {
		grid-template-columns: minmax(0, 1fr);
		grid-template-rows: auto 1fr;
	}
	.side {
		padding: 0.75rem;
		border-right: 0;
		border-bottom: 1px solid var(--line);
	}
	.side {
		flex-flow: row wrap;
		align-items: center;
	}
	.side .brand {
		flex-basis: 100%;
		margin: 0 0 0.25rem;
	}
	.side h2 {
		display: none;
	}
	.who {
		flex-basis: 100%;
		padding-top: 0.375rem;
	}
	.who strong {
		display: inline;
		margin-inline-end: 0.375rem;
	}
	.who br {
		display: none;
	}
	.who button {
		margin: 0 0 0 0.75rem;
	}
}
`;
