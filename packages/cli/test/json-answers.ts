/** The members of what `--json` answers, by command: docs/cli.md quotes them, and scripts rely on them. */
export const JSON_ANSWERS: Readonly<Record<string, readonly string[]>> = {
	'applications list': ['customerId', 'domainId', 'count', 'limit', 'items'],
	'applications add': ['application', 'credentials'],
	'applications rotate': ['secret', 'credentials'],
	'applications disable': ['application'],
	'applications enable': ['application'],
	'applications revoke-tokens': ['application'],
	'applications remove': ['removed', 'customerId', 'domainId'],
	'audit export': ['customerId', 'domainId', 'out', 'lines'],
	'audit verify': ['sound', 'domains'],
	'certificates list': ['clientId', 'certificates'],
	'certificates revoke': ['clientId', 'revoked', 'leaked'],
	'certificates crl': ['customerId', 'crl'],
	copy: ['from', 'to', 'resumed', 'copied', 'same', 'kinds'],
	doctor: ['store', 'status', 'checks'],
	'keys add': ['file', 'keyId', 'madeFile'],
	'keys list': ['keys'],
	'keys remove': ['file', 'removed'],
	'keys rotate': ['added', 'withdrawn'],
	migrate: ['store', 'migrated', 'detail'],
	rekey: ['currentKeyId', 'rewrapped', 'wrappedBy'],
	'remove-customer': ['customerId', 'domains', 'removed'],
	restored: ['added', 'withdrawn'],
	revoke: ['customerId', 'domains', 'leaked', 'applications', 'secrets', 'certificates', 'publicKeys'],
	usage: ['customerId', 'credentials'],
};

/** As a table of Markdown. */
export function jsonTable(): string {
	const rows = Object.entries(JSON_ANSWERS).map(
		([command, members]) => `| \`${command}\` | ${members.map((member) => `\`${member}\``).join(', ')} |`,
	);
	return ['| command | members |', '|---|---|', ...rows].join('\n');
}
