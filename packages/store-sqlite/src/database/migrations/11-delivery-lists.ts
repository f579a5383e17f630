export const deliveryLists = `
	-- A list by status walks through what has it and no more; the one of all needs no status, and is written less often.
	CREATE INDEX deliveries_of_status
		ON deliveries (customer_id, domain_id, endpoint_id, status, ordinal DESC, created_at);
	DROP INDEX deliveries_newest_first;
	CREATE INDEX deliveries_newest_first ON deliveries (customer_id, domain_id, endpoint_id, ordinal DESC);
	`;
