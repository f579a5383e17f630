export const managerHolds = `
	UPDATE applications SET lifecycle = json_set(lifecycle, '$.heldByManager', json('[]'));
	`;
