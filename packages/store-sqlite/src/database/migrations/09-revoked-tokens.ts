export const revokedTokens = `
	CREATE TABLE revoked_tokens (
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		client_id   TEXT NOT NULL,
		token_id    TEXT NOT NULL,
		revoked_at  INTEGER NOT NULL,
		expires_at  INTEGER NOT NULL,
		PRIMARY KEY (customer_id, domain_id, client_id, token_id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX revoked_tokens_in_order ON revoked_tokens (revoked_at, token_id);
	CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at);
	`;
