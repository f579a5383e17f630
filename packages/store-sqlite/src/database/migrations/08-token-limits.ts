export const tokenLimits = `
	ALTER TABLE applications ADD COLUMN allowed_addresses TEXT NOT NULL DEFAULT '[]';
	ALTER TABLE applications ADD COLUMN token_lifetime_seconds INTEGER;
	`;
