export const tokenFeed = `
	-- Says of each token whether it has expired, so that rows are read only of those that have not.
	DROP INDEX revoked_tokens_in_order;
	CREATE INDEX revoked_tokens_in_order ON revoked_tokens (revoked_at, token_id, expires_at);
	`;
